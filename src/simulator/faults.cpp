#include "simulator/faults.hpp"

#include "simulator/numbers.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <utility>

namespace giv::simulator {

namespace {

using std::chrono::milliseconds;

constexpr int last_register = std::numeric_limits<std::uint16_t>::max();
constexpr int largest_word = std::numeric_limits<std::uint16_t>::max();
constexpr int last_port = std::numeric_limits<std::uint16_t>::max();
constexpr int most_occurrences = 1'000'000;
constexpr milliseconds longest = std::chrono::hours{24};

// Takes a fault apart from the left.
class Scanner {
 public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    bool skip(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    std::optional<int> number(int largest) {
        const auto length = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        const auto value = whole_number(rest_.substr(0, length), largest);
        rest_.remove_prefix(length);
        return value;
    }

    std::string take_until(char end) {
        const auto length = std::min(rest_.find(end), rest_.size());
        std::string taken{rest_.substr(0, length)};
        rest_.remove_prefix(length);
        return taken;
    }

    bool at_end() const { return rest_.empty(); }
    bool is_end_of_word() const { return rest_.empty() || rest_.starts_with(':'); }

 private:
    std::string_view rest_;
};

std::optional<std::uint16_t> scan_number_of_register(Scanner& in) {
    const auto index = in.number(last_register);
    if (!index) return std::nullopt;
    return static_cast<std::uint16_t>(*index);
}

std::optional<std::uint16_t> scan_index(Scanner& in) {
    if (!in.skip("HR")) return std::nullopt;
    return scan_number_of_register(in);
}

// A holding or an input register.
bool scan_register(Scanner& in, Fault& fault) {
    fault.is_input = in.skip("IR");
    fault.index = fault.is_input ? scan_number_of_register(in) : scan_index(in);
    return fault.index.has_value();
}

bool scan_register_or_any(Scanner& in, Fault& fault) {
    if (in.skip("*")) return true;
    fault.index = scan_index(in);
    return fault.index.has_value();
}

struct Unit {
    std::string_view word;
    milliseconds size;
};

// A word that begins as another one stands before it.
constexpr auto units = std::to_array<Unit>({
    {"ms", milliseconds{1}},
    {"min", std::chrono::minutes{1}},
    {"m", std::chrono::minutes{1}},
    {"s", std::chrono::seconds{1}},
    {"h", std::chrono::hours{1}},
});

std::optional<milliseconds> scan_time(Scanner& in) {
    const auto count = in.number(static_cast<int>(longest.count()));
    if (!count) return std::nullopt;
    for (const auto& unit : units) {
        if (!in.skip(unit.word)) continue;
        const auto time = *count * unit.size;
        return time > longest ? std::nullopt : std::optional{time};
    }
    return std::nullopt;
}

// Nothing, "@2", "@1-3" or "@3-".
bool scan_which(Scanner& in, Fault& fault) {
    if (!in.skip("@")) return true;
    const auto first = in.number(most_occurrences);
    if (!first || *first < 1) return false;
    fault.which = {*first, *first};
    if (!in.skip("-")) return true;

    fault.which.last = Occurrences{}.last;
    if (in.at_end()) return true;
    const auto last = in.number(most_occurrences);
    fault.which.last = last.value_or(0);
    return fault.which.last >= *first;
}

// ---- the forms ----------------------------------------------------------------------------

bool scan_writes(Scanner& in, Fault& fault) {
    return scan_register_or_any(in, fault) && scan_which(in, fault);
}

bool scan_nothing(Scanner&, Fault&) { return true; }

bool scan_reads(Scanner& in, Fault& fault) {
    if (in.skip("*")) return scan_which(in, fault);
    return scan_register(in, fault) && scan_which(in, fault);
}

bool scan_share(Scanner& in, Fault& fault) {
    fault.percent = in.number(100).value_or(0);
    return fault.percent > 0 && in.skip("%");
}

bool scan_time_alone(Scanner& in, Fault& fault) {
    const auto time = scan_time(in);
    fault.time = time.value_or(milliseconds{0});
    return time.has_value();
}

bool scan_time_of_writes(Scanner& in, Fault& fault) {
    return scan_register_or_any(in, fault) && in.skip("=") && scan_time_alone(in, fault) &&
           scan_which(in, fault);
}

bool scan_value(Scanner& in, Fault& fault) {
    if (!in.skip("=")) return false;
    const auto value = in.number(largest_word);
    fault.value = static_cast<std::uint16_t>(value.value_or(0));
    return value.has_value();
}

bool scan_assignment(Scanner& in, Fault& fault) {
    fault.index = scan_index(in);
    return fault.index && scan_value(in, fault) && in.skip("@");
}

bool scan_reading(Scanner& in, Fault& fault) {
    return scan_register(in, fault) && scan_value(in, fault);
}

bool scan_timed_write(Scanner& in, Fault& fault) {
    return scan_assignment(in, fault) && scan_time_alone(in, fault);
}

bool scan_following_write(Scanner& in, Fault& fault) {
    if (!scan_assignment(in, fault) || !in.skip("after:")) return false;
    fault.follows = scan_index(in);
    return fault.follows && (!in.skip("+") || scan_time_alone(in, fault));
}

// An IPv4 address, and a port where it is another one.
bool scan_address(Scanner& in, Fault& fault) {
    in_addr ignored{};
    fault.host = in.take_until(':');
    if (inet_pton(AF_INET, fault.host.c_str(), &ignored) != 1) return false;
    if (in.at_end()) return true;
    in.skip(":");
    const auto port = in.number(last_port);
    fault.port = static_cast<std::uint16_t>(port.value_or(0));
    return fault.port > 0;
}

struct Form {
    std::string_view word;
    FaultKind kind;
    bool (*scan)(Scanner&, Fault&);
    FaultKeys keys;
    std::string_view spelling;  // of what follows the word and a colon; nothing: nothing follows
    std::string_view meaning;
};

using enum FaultKind;

// Of requests with a register of their own: whose it is.
constexpr FaultKeys of_one{.lasts = true, .times = true, .percent = true, .device = true};
// Of all requests.
constexpr FaultKeys of_any{
    .lasts = true, .times = true, .percent = true, .index = true, .device = true};
// Of any, but the words say which share.
constexpr FaultKeys of_share{.lasts = true, .times = true, .index = true, .device = true};
constexpr FaultKeys of_frames = of_any;
constexpr FaultKeys of_words{
    .lasts = true, .times = true, .percent = true, .index = true, .device = true, .checksum = true};
// Of the words of an answer, with a register of their own.
constexpr FaultKeys of_word{
    .lasts = true, .times = true, .percent = true, .device = true, .checksum = true};
// Of those who come or go.
constexpr FaultKeys of_clients{.lasts = true, .times = true, .percent = true};
constexpr FaultKeys of_dongle{.lasts = true};
constexpr FaultKeys of_once{};
constexpr FaultKeys of_next{.lasts = true, .percent = true};

constexpr auto forms = std::to_array<Form>({
    {"refuse", refuse, scan_writes, of_one, "REG[@N]", "an error frame, the value unchanged"},
    {"ignore", ignore, scan_writes, of_one, "REG[@N]", "acknowledged, the value unchanged"},
    {"error-but-done",
     error_but_done,
     scan_writes,
     of_one,
     "REG[@N]",
     "an error frame, although done"},
    {"lose-answer", lose_answer, scan_writes, of_one, "REG[@N]", "done, not answered"},
    {"lose-request", lose_request, scan_writes, of_one, "REG[@N]", "neither done nor answered"},
    {"lose-read",
     lose_read,
     scan_reads,
     of_one,
     "REG[@N]",
     "reads that include it are not answered"},
    {"lose",
     lose_share,
     scan_share,
     of_share,
     "N%",
     "that share of all requests and answers vanishes"},
    {"slow", slow_everything, scan_time_alone, of_any, "TIME", "every answer comes later by that"},
    {"slow",
     slow,
     scan_time_of_writes,
     of_one,
     "REG=TIME[@N]",
     "the same for writes of one register"},
    {"delay-effect",
     delay_effect,
     scan_time_of_writes,
     of_one,
     "REG=TIME[@N]",
     "acknowledged, done later"},
    {"write",
     foreign_write,
     scan_timed_write,
     of_once,
     "REG=VALUE@TIME",
     "somebody else's, after that time"},
    {"write",
     foreign_write,
     scan_following_write,
     of_next,
     "REG=VALUE@after:REG[+TIME]",
     "the same after the next write of a register"},
    {"silence", silence, scan_nothing, of_any, "", "no request is answered; heartbeats go on"},
    {"drop", drop, scan_nothing, of_frames, "", "answers are not sent"},
    {"delay", delay, scan_time_alone, of_frames, "TIME", "answers are sent later by that"},
    {"duplicate", duplicate, scan_nothing, of_frames, "", "answers are sent twice"},
    {"truncate", truncate, scan_nothing, of_frames, "", "the end of an answer is missing"},
    {"bit-flip", bit_flip, scan_nothing, of_words, "", "one bit of an answer's registers is wrong"},
    {"byte-slip", byte_slip, scan_nothing, of_words, "", "one byte of an answer is missing"},
    {"splice", splice, scan_nothing, of_words, "", "another block's registers from somewhere on"},
    {"zero-bank", zero_bank, scan_nothing, of_words, "", "all registers of an answer are 0"},
    {"zero-tail", zero_tail, scan_nothing, of_words, "", "zeros from somewhere on, the CRC too"},
    {"stale-cache",
     stale_cache,
     scan_nothing,
     of_words,
     "",
     "each block is as it was when first met"},
    {"spike", spike, scan_nothing, of_words, "", "one register of an answer is anything"},
    {"spike", spike, scan_reading, of_word, "REG=VALUE", "this register is that"},
    {"wrong-serial", wrong_serial, scan_nothing, of_words, "", "another inverter's serial"},
    {"null-response",
     null_response,
     scan_nothing,
     of_frames,
     "",
     "an empty frame instead of an answer"},
    {"slow-bytes",
     slow_bytes,
     scan_time_alone,
     of_frames,
     "TIME",
     "answers come byte by byte, so far apart"},
    {"reset", reset, scan_nothing, of_frames, "", "connections are reset instead of an answer"},
    {"hang-up",
     hang_up,
     scan_nothing,
     of_frames,
     "",
     "connections are closed instead of an answer"},
    {"black-hole",
     black_hole,
     scan_nothing,
     of_dongle,
     "",
     "nothing is taken nor sent, not even heartbeats"},
    {"refuse-connection", refuse_connection, scan_nothing, of_clients, "", "nobody new is let in"},
    {"leak-sockets",
     leak_sockets,
     scan_nothing,
     of_clients,
     "",
     "who goes occupies a place all the same"},
    {"reboot", reboot, scan_nothing, of_dongle, "", "everybody is thrown out, nobody let in"},
    {"address-change",
     address_change,
     scan_address,
     of_dongle,
     "IPV4[:PORT]",
     "it is there meanwhile"},
});

std::string spelling_of(const Form& form) {
    const auto* const colon = form.spelling.empty() ? "" : ":";
    return std::string{form.word} + colon + std::string{form.spelling};
}

std::string all_words() {
    std::string all;
    std::string_view last;
    for (const auto& form : forms) {
        if (form.word == last) continue;
        all += (all.empty() ? "" : ", ") + std::string{form.word};
        last = form.word;
    }
    return all;
}

}  // namespace

// The kinds stand in the order of their places.
FaultPlace place_of(FaultKind kind) {
    if (kind < FaultKind::drop) return FaultPlace::request;
    return kind < FaultKind::black_hole ? FaultPlace::answer : FaultPlace::door;
}

std::string_view name_of(FaultKind kind) {
    const auto* const form = std::ranges::find(forms, kind, &Form::kind);
    return form == forms.end() ? "" : form->word;
}

Result<SpeltFault> parse_fault_and_keys(std::string_view text) {
    std::string near_misses;
    for (const auto& form : forms) {
        Scanner in{text};
        Fault fault{.kind = form.kind};
        if (!in.skip(form.word) || !in.is_end_of_word()) continue;
        const auto is_well_begun = form.spelling.empty() || in.skip(":");
        if (is_well_begun && form.scan(in, fault) && in.at_end())
            return SpeltFault{fault, form.keys};
        near_misses += (near_misses.empty() ? "" : " or ") + spelling_of(form);
    }
    const std::string given{text};
    if (near_misses.empty()) {
        return fail(
            Errc::malformed, "there is no fault \"" + given + "\"; there are " + all_words()
        );
    }
    return fail(Errc::malformed, "expected " + near_misses + ", not " + given);
}

Result<Fault> parse_fault(std::string_view text) {
    auto spelt = parse_fault_and_keys(text);
    if (!spelt) return tl::unexpected<Error>(spelt.error());
    return std::move(spelt->fault);
}

std::optional<milliseconds> parse_time(std::string_view text) {
    Scanner in{text};
    const auto time = scan_time(in);
    return in.at_end() ? time : std::nullopt;
}

bool take_register(std::string_view text, Fault& fault) {
    Scanner in{text};
    Fault found;
    if (!scan_register(in, found) || !in.at_end()) return false;
    fault.index = found.index;
    fault.is_input = found.is_input;
    return true;
}

std::string fault_help() {
    std::string help = "Faults, of which there may be many (--fault TEXT --fault TEXT ...):\n";
    std::size_t widest = 0;
    for (const auto& form : forms)
        widest = std::max(widest, spelling_of(form).size());
    for (const auto& form : forms) {
        auto spelling = spelling_of(form);
        spelling.resize(widest + 2, ' ');
        help += "  " + spelling + std::string{form.meaning} + "\n";
    }
    return help +
           "REG is a holding register, like HR27, or * for any (but not in write);\n"
           "in lose-read and spike it may be an input register, like IR180.\n"
           "TIME is like 300ms, 2s, 5min or 1h. @N: only the Nth write of it from the start on;\n"
           "@1-3: the first three; @3-: from the third on.\n";
}

}  // namespace giv::simulator
