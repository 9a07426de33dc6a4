#include "simulator/faults.hpp"

#include "simulator/numbers.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace giv::simulator {

namespace {

using std::chrono::milliseconds;

constexpr int last_register = std::numeric_limits<std::uint16_t>::max();
constexpr int largest_word = std::numeric_limits<std::uint16_t>::max();
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

    bool at_end() const { return rest_.empty(); }

 private:
    std::string_view rest_;
};

std::optional<std::uint16_t> scan_index(Scanner& in) {
    if (!in.skip("HR")) return std::nullopt;
    const auto index = in.number(last_register);
    if (!index) return std::nullopt;
    return static_cast<std::uint16_t>(*index);
}

bool scan_register_or_any(Scanner& in, Fault& fault) {
    if (in.skip("*")) return true;
    fault.index = scan_index(in);
    return fault.index.has_value();
}

std::optional<milliseconds> scan_time(Scanner& in) {
    const auto count = in.number(static_cast<int>(longest.count()));
    if (!count) return std::nullopt;
    auto time = milliseconds{*count};
    if (!in.skip("ms")) {
        if (in.skip("min")) {
            time *= 60'000;
        } else if (in.skip("s")) {
            time *= 1000;
        } else {
            return std::nullopt;
        }
    }
    if (time > longest) return std::nullopt;
    return time;
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

bool scan_reads(Scanner& in, Fault& fault) {
    if (!in.skip("IR")) return scan_writes(in, fault);
    const auto index = in.number(last_register);
    fault.index = static_cast<std::uint16_t>(index.value_or(0));
    fault.is_input = true;
    return index && scan_which(in, fault);
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

bool scan_assignment(Scanner& in, Fault& fault) {
    fault.index = scan_index(in);
    if (!fault.index || !in.skip("=")) return false;
    const auto value = in.number(largest_word);
    fault.value = static_cast<std::uint16_t>(value.value_or(0));
    return value && in.skip("@");
}

bool scan_timed_write(Scanner& in, Fault& fault) {
    return scan_assignment(in, fault) && scan_time_alone(in, fault);
}

bool scan_following_write(Scanner& in, Fault& fault) {
    if (!scan_assignment(in, fault) || !in.skip("after:")) return false;
    fault.follows = scan_index(in);
    return fault.follows && (!in.skip("+") || scan_time_alone(in, fault));
}

struct Form {
    std::string_view word;
    FaultKind kind;
    bool (*scan)(Scanner&, Fault&);
    std::string_view spelling;  // of what follows the word and a colon
    std::string_view meaning;
};

using enum FaultKind;

constexpr auto forms = std::to_array<Form>({
    {"refuse", refuse, scan_writes, "REG[@N]", "an error frame, the value unchanged"},
    {"ignore", ignore, scan_writes, "REG[@N]", "acknowledged, the value unchanged"},
    {"error-but-done", error_but_done, scan_writes, "REG[@N]", "an error frame, although done"},
    {"lose-answer", lose_answer, scan_writes, "REG[@N]", "done, not answered"},
    {"lose-request", lose_request, scan_writes, "REG[@N]", "neither done nor answered"},
    {"lose-read", lose_read, scan_reads, "REG[@N]", "reads that include it are not answered"},
    {"lose", lose_share, scan_share, "N%", "that share of all requests and answers vanishes"},
    {"slow", slow_everything, scan_time_alone, "TIME", "every answer comes later by that"},
    {"slow", slow, scan_time_of_writes, "REG=TIME[@N]", "the same for writes of one register"},
    {"delay-effect", delay_effect, scan_time_of_writes, "REG=TIME[@N]", "acknowledged, done later"},
    {"write",
     foreign_write,
     scan_timed_write,
     "REG=VALUE@TIME",
     "somebody else's, after that time"},
    {"write",
     foreign_write,
     scan_following_write,
     "REG=VALUE@after:REG[+TIME]",
     "the same after the next write of a register"},
});

std::string spelling_of(const Form& form) {
    return std::string{form.word} + ":" + std::string{form.spelling};
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

Result<Fault> parse_fault(std::string_view text) {
    std::string near_misses;
    for (const auto& form : forms) {
        Scanner in{text};
        Fault fault{.kind = form.kind};
        if (!in.skip(form.word) || !in.skip(":")) continue;
        if (form.scan(in, fault) && in.at_end()) return fault;
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
           "in lose-read it may be an input register, like IR180.\n"
           "TIME is like 300ms, 2s or 5min. @N: only the Nth write of it from the start on;\n"
           "@1-3: the first three; @3-: from the third on.\n";
}

}  // namespace giv::simulator
