#include "simulator/replay.hpp"

#include "givtcp/protocol/frame_decoder.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace giv::simulator {

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using RecordedTime = std::chrono::sys_time<microseconds>;

constexpr auto longest_recording = std::chrono::days{366};
constexpr auto pace_of_untimed = 250ms;  // the usual latency, spec/wire-protocol.md §9

// Takes a text apart from the left.
class Scanner {
 public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    bool skip(char expected) {
        if (rest_.empty() || rest_.front() != expected) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::optional<int> digits(std::size_t count) {
        if (rest_.size() < count || rest_.starts_with('-')) return std::nullopt;
        int value = 0;
        const auto* const end = rest_.data() + count;
        const auto [stop, error] = std::from_chars(rest_.data(), end, value);
        if (error != std::errc{} || stop != end) return std::nullopt;
        rest_.remove_prefix(count);
        return value;
    }

    // The digits behind a decimal point, as microseconds.
    std::optional<microseconds> fraction() {
        const auto length = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (length == 0 || length > 9) return std::nullopt;
        auto micros = std::string{rest_.substr(0, std::min<std::size_t>(length, 6))};
        micros.resize(6, '0');
        rest_.remove_prefix(length);
        return microseconds{std::stoi(micros)};
    }

    // Up to the next blank, and the blanks behind it.
    std::string_view word() {
        const auto length = std::min(rest_.find_first_of(" \t"), rest_.size());
        const auto word = rest_.substr(0, length);
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t", length), rest_.size()));
        return word;
    }

    bool at_end() const { return rest_.empty(); }

 private:
    std::string_view rest_;
};

std::optional<std::chrono::sys_days> scan_date(Scanner& in) {
    const auto year = in.digits(4);
    if (!year || !in.skip('-')) return std::nullopt;
    const auto month = in.digits(2);
    if (!month || !in.skip('-')) return std::nullopt;
    const auto day = in.digits(2);
    if (!day) return std::nullopt;

    const auto date = std::chrono::year{*year} / *month / *day;
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

std::optional<std::chrono::minutes> scan_hours_and_minutes(Scanner& in) {
    const auto hours = in.digits(2);
    if (!hours || *hours > 23 || !in.skip(':')) return std::nullopt;
    const auto minutes = in.digits(2);
    if (!minutes || *minutes > 59) return std::nullopt;
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

// Z, +hh:mm, -hh:mm, or nothing, which is taken as UTC.
std::optional<std::chrono::minutes> scan_offset(Scanner& in) {
    if (in.at_end() || in.skip('Z')) return 0min;
    const auto west = in.skip('-');
    if (!west && !in.skip('+')) return std::nullopt;
    const auto offset = scan_hours_and_minutes(in);
    if (!offset) return std::nullopt;
    return west ? -*offset : *offset;
}

std::optional<RecordedTime> parse_time(std::string_view text) {
    Scanner in{text};
    const auto date = scan_date(in);
    if (!date || !in.skip('T')) return std::nullopt;
    const auto minutes = scan_hours_and_minutes(in);
    if (!minutes || !in.skip(':')) return std::nullopt;
    const auto seconds = in.digits(2);
    if (!seconds || *seconds > 60) return std::nullopt;
    const auto fraction = in.skip('.') ? in.fraction() : microseconds{0};
    if (!fraction) return std::nullopt;
    const auto offset = scan_offset(in);
    if (!offset || !in.at_end()) return std::nullopt;
    return *date + *minutes + std::chrono::seconds{*seconds} + *fraction - *offset;
}

std::optional<Bytes> parse_hex(std::string_view text) {
    if (text.empty() || text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        std::uint8_t byte = 0;
        const auto* const end = text.data() + i + 2;
        const auto [stop, error] = std::from_chars(text.data() + i, end, byte, 16);
        if (error != std::errc{} || stop != end) return std::nullopt;
        bytes.push_back(byte);
    }
    return bytes;
}

// Lines to pieces; remembers where time stands.
class CaptureReader {
 public:
    Result<void> take(std::string_view line) {
        Scanner in{line};
        const auto time = in.word();
        const auto direction = in.word();
        const auto hex = in.word();

        if (direction != "rx" && direction != "tx") {
            return fail(Errc::malformed, R"(neither "<time> rx <hex>" nor "<time> tx <hex>")");
        }
        auto bytes = parse_hex(hex);
        if (!bytes || !in.at_end()) {
            return fail(Errc::malformed, "what follows rx or tx is not bytes in hex");
        }
        if (auto advanced = advance_to(time); !advanced) return advanced;
        capture_.push_back({after_, direction == "rx", std::move(*bytes)});
        return {};
    }

    Capture finish() { return std::move(capture_); }

 private:
    Result<void> advance_to(std::string_view text) {
        if (text == "-") {
            if (!capture_.empty()) after_ += pace_of_untimed;
            return {};
        }
        const auto time = parse_time(text);
        if (!time) return fail(Errc::malformed, "it begins with neither an ISO time nor \"-\"");
        if (!first_) first_ = *time - after_;
        if (*time - *first_ > longest_recording) {
            return fail(Errc::malformed, "it is more than a year after the first line");
        }
        after_ = std::max(after_, *time - *first_);
        return {};
    }

    Capture capture_;
    std::optional<RecordedTime> first_;
    microseconds after_{0};
};

// What the dongle said, message by message, each at the time of its last byte.
std::vector<Overheard> messages_of(const Capture& capture) {
    ResponseDecoder decoder;
    std::vector<Overheard> messages;
    for (const auto& piece : capture) {
        if (!piece.from_dongle) continue;
        decoder.feed(piece.bytes);
        while (auto framed = decoder.next()) {
            if (std::holds_alternative<Heartbeat>(framed->message)) continue;
            messages.push_back({piece.after, std::move(framed->bytes), framed->message});
        }
    }
    return messages;
}

std::optional<Serial> adapter_of(const std::vector<Overheard>& messages) {
    for (const auto& message : messages) {
        const auto* read = std::get_if<ReadResponse>(&*message.teaches);
        if (read != nullptr && is_plausible(read->inverter)) return read->adapter;
    }
    return std::nullopt;
}

}  // namespace

Result<Capture> parse_capture(std::string_view text) {
    CaptureReader reader;
    int number = 0;
    while (!text.empty()) {
        const auto length = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, length);
        text.remove_prefix(std::min(length + 1, text.size()));
        number++;

        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        if (auto taken = reader.take(line); !taken) {
            const auto where = "line " + std::to_string(number) + ": ";
            return fail(taken.error().code, where + taken.error().detail);
        }
    }
    auto capture = reader.finish();
    if (capture.empty()) return fail(Errc::malformed, "there is not one frame in it");
    return capture;
}

Dongle play_bytes(const Capture& capture, const DongleSettings& settings) {
    std::vector<Overheard> score;
    for (const auto& piece : capture) {
        if (piece.from_dongle) score.push_back({piece.after, piece.bytes, std::nullopt});
    }

    Dongle dongle{RegisterImage{}, settings};
    dongle.only_play();
    dongle.play_when_connected(std::move(score));
    return dongle;
}

Dongle play_plant(const Capture& capture, DongleSettings settings, RegisterImage registers) {
    auto messages = messages_of(capture);
    settings.adapter = adapter_of(messages).value_or(settings.adapter);

    // Backwards, so that what was recorded first stays.
    Dongle dongle{std::move(registers), settings};
    std::for_each(messages.rbegin(), messages.rend(), [&dongle](const Overheard& message) {
        dongle.learn(*message.teaches);
    });
    dongle.play_when_connected(std::move(messages));
    return dongle;
}

}  // namespace giv::simulator
