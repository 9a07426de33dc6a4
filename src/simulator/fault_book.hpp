// The faults that are set, and what each request suffers from them.
//
// Deterministic: what is lost by chance follows from the seed and the order of the requests.
// Knows no time; foreign writes at a time of their own are the Dongle's.
#pragma once

#include "simulator/faults.hpp"
#include "simulator/write_log.hpp"

#include "givtcp/protocol/pdu.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace giv::simulator {

// What becomes of a request. Of a read, `acknowledged` means that it is answered.
struct Treatment {
    WriteAnswer answer = WriteAnswer::acknowledged;
    bool done = true;
    std::chrono::milliseconds longer{0};        // the line is busy with it
    std::chrono::milliseconds effect_after{0};  // the answer

    friend bool operator==(const Treatment&, const Treatment&) = default;
};

class FaultBook {
 public:
    explicit FaultBook(std::uint32_t seed) : random_{seed} {}

    void add(const Fault& fault) { entries_.push_back({fault}); }
    void clear() { entries_.clear(); }

    // Of several faults that say whether it is done and answered, the one that was set first
    // holds; times add up. Counts the request.
    Treatment treat(const Request& request);

    // The foreign writes that come after a write of this register, each once.
    std::vector<Fault> followers_of(std::uint16_t index);

 private:
    struct Entry {
        Fault fault;
        int seen = 0;  // requests that it concerns
    };

    struct Suffering {
        Treatment treatment;
        bool is_settled = false;
        bool is_request_lost = false;
        bool is_answer_lost = false;
    };

    void apply(const Fault& fault, Suffering& all);
    bool strikes(int percent);

    std::vector<Entry> entries_;
    std::uint32_t random_;
};

}  // namespace giv::simulator
