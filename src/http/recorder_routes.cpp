// What was lately said on the wire, as a file to look at, to send to somebody, or to play with
// givtcp-sim. A read, as any other: nothing in it names the owner.
#include "exchange/bounded_queue.hpp"
#include "exchange/recording_text.hpp"
#include "http/problem.hpp"
#include "http/routes.hpp"
#include "http/waiting_place.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace giv::http {
namespace {

// The text is as long as the recorder is large, and twice: one is made at a time.
class OnlyReader {
 public:
    explicit OnlyReader(House& house)
        : house_{house}, is_it_{!house.is_reading_recorder.exchange(true)} {}
    ~OnlyReader() {
        if (is_it_) house_.is_reading_recorder = false;
    }

    OnlyReader(const OnlyReader&) = delete;
    OnlyReader& operator=(const OnlyReader&) = delete;

    bool is_it() const { return is_it_; }

 private:
    House& house_;
    const bool is_it_;
};

// Worker and loop each hold the box, so that neither depends on the other's patience.
std::optional<Recording> recording_of(const House& house) {
    const auto box = std::make_shared<BoundedQueue<Recording>>(1);
    house.daemon.record([box](const Recording& recording) {
        static_cast<void>(box->try_push(recording));  // full: it was answered before
    });
    return box->pop_until(std::chrono::steady_clock::now() + house.longest_wait);
}

Response recorder(const Visit& visit) {
    auto& house = visit.house;
    if (!house.daemon.record) {
        return problem(visit.request, 404, "nothing is recorded: RECORDER_MB is 0");
    }
    const OnlyReader reader{house};
    const WaitingPlace place{house};
    if (!reader.is_it() || !place.is_free()) {
        return problem(visit.request, 503, "busy: somebody else is reading the recorder");
    }
    const auto recording = recording_of(house);
    if (!recording) return problem(visit.request, 503, "the daemon's loop does not answer");

    const auto instance = visit.plant.face.instance;
    const auto maker = "givtcp " + house.daemon.version;
    auto text = recording_text(*recording, {instance, maker, "asked for over REST"});
    if (text.empty()) {
        return problem(visit.request, 503, "nothing has been heard of this plant's dongle yet");
    }
    Response response{200, std::move(text), "text/plain; charset=utf-8", {}};
    const auto name = "givtcp-plant" + std::to_string(instance) + ".log";
    response.fields.push_back({"Content-Disposition", "attachment; filename=\"" + name + '"'});
    return response;
}

constexpr auto table = std::to_array<Route>({
    {"GET",
     "/api/v1/recorder",
     "What was lately said on this plant's wire, for givtcp-sim --replay, without serials",
     recorder},
});

}  // namespace

std::span<const Route> recorder_routes() { return table; }

}  // namespace giv::http
