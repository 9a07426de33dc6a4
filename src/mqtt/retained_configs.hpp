// What the broker holds of discovery, as far as one look shows it: collected from the messages
// that follow a subscription, until no more come. Pure: time is an argument. Loop thread.
//
// Source: spec/clients.md §3.3 rule 2. MQTT does not say when the last retained message has come;
// silence does, more or less.
#pragma once

#include "mqtt/inbox.hpp"

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/adoption.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace giv::mqtt {

class RetainedConfigs {
 public:
    static constexpr auto quiet_for = std::chrono::seconds{1};
    static constexpr auto at_most = std::chrono::seconds{5};

    // More than any house has; whoever floods us costs no more memory than this.
    static constexpr std::size_t most_bytes = std::size_t{16} * 1024 * 1024;

    // From now on, to these filters; what was heard before is forgotten.
    void listen(const std::vector<std::string>& filters, Instant now);

    // The broker has taken this subscription. From the last of them on silence counts.
    void confirmed(const std::string& filter, Instant now);

    // A message on a config topic while listening: what the broker holds from now on.
    void hear(const Message& message, Instant now);

    // Some messages were lost.
    void lost() { has_gaps_ = true; }

    // What was heard is not all: messages were lost, or the subscription was not taken.
    bool has_gaps() const { return has_gaps_ || !confirmed_at_; }

    bool is_listening() const { return since_.has_value(); }

    // All that comes has come.
    bool is_done(Instant now) const;

    // What was heard; nothing is kept here, and listening ends.
    std::vector<render::HeldConfig> take();

 private:
    std::optional<Instant> since_;
    std::set<std::string> unconfirmed_;  // filters
    std::optional<Instant> confirmed_at_;
    Instant last_heard_;
    bool has_gaps_ = false;
    std::size_t bytes_ = 0;
    std::map<std::string, std::string> payloads_;  // by topic
};

}  // namespace giv::mqtt
