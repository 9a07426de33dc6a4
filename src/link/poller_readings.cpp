// What the poller makes of what comes in, asked for or overheard. Loop thread.
#include "link/poller.hpp"
#include "link/reads.hpp"

#include "givtcp/protocol/short_serial.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

// A pack is taken for another when so many readings in a row say so, as anything improbable; it is
// looked for again after some more, in case that search was told otherwise.
constexpr int strangers_to_search = 3;
constexpr int strangers_to_search_again = 30;

constexpr RegisterRange pack_page{Bank::input, 60, most_registers_per_read};

// Whose registers these are, as its owner knows it. Two batteries may end in the same four
// characters.
std::string owner_of(const ReadTarget& target, const Topology& topology) {
    if (const auto* pack = pack_at(topology, target.device)) {
        const auto number = 1 + target.device.value - device::first_lv_pack.value;
        return "battery " + std::to_string(number) + " " + short_serial(pack->serial);
    }
    if (!asks_inverter(target)) return "device " + std::to_string(target.device.value);
    const bool are_settings = target.range.bank == Bank::holding;
    return are_settings ? "the inverter's settings" : "the inverter's measurements";
}

}  // namespace

// Values of one pack are never shown as another's.
bool Poller::is_of_a_stranger(const ReadTarget& target, std::span<const std::uint16_t> words) {
    const auto* pack = pack_at(*image_.topology(), target.device);
    if (pack == nullptr || target.range != pack_page) return false;
    const auto serial = judge_pack(words);
    const bool is_stranger = serial && *serial != pack->serial;
    std::erase(strangers_, target.device);
    auto& in_a_row = strangers_in_a_row_[target.device];
    if (!is_stranger) {
        in_a_row = 0;
        return false;
    }
    strangers_.push_back(target.device);
    if (++in_a_row % strangers_to_search_again == strangers_to_search) schedule_.want_search();
    return true;
}

// The same words for the same fault: it is told once, and then summed up. Of a pack of which
// nothing is believed at all, that is told in place of each reading.
void Poller::tell_doubts(const ReadTarget& target, const guard::Judgement& judgement) {
    if (image_.pack(target.device).is_missing()) return;
    const auto tell = [&](guard::Rule rule) {
        const bool is_asked_again =
            rule == guard::Rule::first_reading || rule == guard::Rule::setting_change;
        if (is_asked_again) return;
        const auto& known = guard::facts(rule);
        const auto owner = owner_of(target, *image_.topology());
        const std::string how =
            known.verdict == Verdict::rejected ? " is not believed: " : " waits: ";
        guard_log_.fault(clock_.now(), "a reading of " + owner + how + std::string{known.why});
    };
    if (judgement.rule) tell(*judgement.rule);
    for (const auto& kept : judgement.kept)
        if (kept.doubted_by) tell(*kept.doubted_by);
}

guard::Judgement Poller::admit(
    const ReadTarget& target, std::span<const std::uint16_t> words, Origin origin
) {
    const auto now = clock_.now();
    const BankReading reading{target.device, target.range, words, now, origin};
    auto judgement = image_.admit(reading);
    events_.tape.judged(reading, judgement);
    tell_doubts(target, judgement);
    for (const auto& base : judgement.new_bases)
        events_.new_base(base);
    // Of one that is not believed the image still shows what was before, as if time stood still.
    const bool is_believed = judgement.verdict == Verdict::good;
    if (origin == Origin::own && is_believed && !judgement.confirm_at_once)
        commands_.came_in(target);
    if (image_.last_inverter_bank() == now) events_.inverter_answered();
    return judgement;
}

void Poller::overheard(const ReadResponse& response) {
    const ReadTarget target{response.device, response.range};
    if (!identity_here_) return;
    search_.overhear(target, response.words);
    if (!is_read_by_us(*image_.topology(), target)) return;
    if (is_of_a_stranger(target, response.words)) return;
    if (contradicts_proved(target, response.words)) return;
    const auto judgement = admit(target, response.words, Origin::foreign);
    const bool are_settings = target.range.bank == Bank::holding;
    if (are_settings && judgement.confirm_at_once) schedule_.want_configuration(clock_.now());
}

// What was proved a moment ago is asked again, not believed of others (ruling 16).
bool Poller::contradicts_proved(const ReadTarget& target, std::span<const std::uint16_t> words) {
    const bool is_inverter = asks_inverter(target);
    if (!is_inverter || !commands_.contradicts_proved(target.range, words)) return false;
    schedule_.want_configuration(clock_.now());
    return true;
}

void Poller::overheard_write(const WriteResponse& response) {
    if (!identity_here_) return;
    const ReadTarget target{response.device, {Bank::holding, response.index, 1}};
    if (contradicts_proved(target, std::array{response.value})) return;
    schedule_.want_configuration(clock_.now());
    const bool is_ours =
        asks_inverter(target) && commands_.has_written(response.index, response.value);
    if (!is_ours) image_.admit_write(response.device, response.index, response.value, clock_.now());
}

bool Poller::is_our_inverter(const Serial& serial) const {
    return !identity_here_ || serial.text() == identity_here_->serial;
}

bool Poller::is_former_inverter(const Serial& serial) const {
    return former_ && serial.text() == former_->serial && !is_our_inverter(serial);
}

ClientEvents Poller::client_events() {
    ClientEvents events;
    events.overheard = [this](const ReadResponse& response) { overheard(response); };
    events.overheard_write = [this](const WriteResponse& response) { overheard_write(response); };
    events.exchanged = [this](const Exchange& exchange) { exchanged(exchange); };
    events.chance = events_.chance;
    events.is_our_inverter = [this](const Serial& serial) { return is_our_inverter(serial); };
    events.is_former_inverter = [this](const Serial& serial) { return is_former_inverter(serial); };
    events.is_urgent = [this] { return may_command() && commands_.is_urgent(); };
    events.log = events_.log;
    events.tape = events_.tape;
    return events;
}

}  // namespace giv
