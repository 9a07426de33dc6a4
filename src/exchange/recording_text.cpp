#include "exchange/recording_text.hpp"

#include "givtcp/registers/redaction.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <sstream>

namespace giv {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using Bytes = std::vector<std::uint8_t>;

constexpr std::string_view digits = "0123456789abcdef";

void append_number(std::string& text, std::int64_t value, std::size_t width) {
    std::array<char, 24> written{};
    const auto* const end = std::to_chars(written.begin(), written.end(), value).ptr;
    const auto length = static_cast<std::size_t>(end - written.begin());
    if (length < width) text.append(width - length, '0');
    text.append(written.data(), length);
}

// "2026-11-27T15:46:31.000250Z": the capture format wants fractions of a second.
void append_time(std::string& text, WallTime wall) {
    const auto at = std::chrono::floor<microseconds>(wall);
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    append_number(text, int{date.year()}, 4);
    append_number(text += '-', unsigned{date.month()}, 2);
    append_number(text += '-', unsigned{date.day()}, 2);
    append_number(text += 'T', time.hours().count(), 2);
    append_number(text += ':', time.minutes().count(), 2);
    append_number(text += ':', time.seconds().count(), 2);
    append_number(text += '.', time.subseconds().count(), 6);
    text += 'Z';
}

void append_hex(std::string& text, std::span<const std::uint8_t> bytes) {
    for (const auto byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
}

std::string_view name_of(Bank bank) {
    switch (bank) {
        case Bank::holding: return "holding";
        case Bank::input: return "input";
        case Bank::meter_product: return "meter product";
    }
    return "?";
}

// "0x32 input 60+60, ours: good; 76+1 doubted: pack_step"
void append_verdict(std::string& text, const RecordedVerdict& verdict) {
    text += "0x";
    append_hex(text, std::array{verdict.device.value});
    (text += ' ').append(name_of(verdict.range.bank));
    append_number(text += ' ', verdict.range.base, 1);
    append_number(text += '+', verdict.range.count, 1);
    text += verdict.origin == Origin::own ? ", ours: " : ", another's: ";
    text += words(verdict.verdict);
    if (verdict.rule) (text += ", ").append(guard::facts(*verdict.rule).key);
    for (const auto& doubt : verdict.doubts) {
        append_number(text += "; ", doubt.first, 1);
        append_number(text += '+', doubt.count, 1);
        (text += " doubted: ").append(guard::facts(doubt.rule).key);
    }
}

// A word of ours or of the C library: letters, "can't", "look-up", what ends it.
bool is_harmless(std::string_view word) {
    const auto end = word.find_last_not_of(".,;:");
    const auto is_of_a_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' || c == '-';
    };
    return std::ranges::all_of(word.substr(0, end + 1), is_of_a_word);
}

// Why a connection ended, without whatever may be a serial or an address of the network.
void append_reason(std::string& text, std::span<const std::uint8_t> reason) {
    std::istringstream words{std::string{reason.begin(), reason.end()}};
    std::string_view before;
    for (std::string word; words >> word; before = " ")
        (text += before) += is_harmless(word) ? word : "*";
}

// What a plant's connections carried, each way by itself, and where the connections begin.
struct Streams {
    Bytes received;
    Bytes sent;
    std::vector<std::size_t> received_begins;
    std::vector<std::size_t> sent_begins;

    void take(const RecordedPiece& piece) {
        if (piece.kind == Recorded::connected) {
            received_begins.push_back(received.size());
            sent_begins.push_back(sent.size());
        }
        if (piece.kind != Recorded::received && piece.kind != Recorded::sent) return;
        auto& stream = piece.kind == Recorded::received ? received : sent;
        stream.insert(stream.end(), piece.bytes.begin(), piece.bytes.end());
    }
};

template <class Redact>
void each_connection(Bytes& stream, const std::vector<std::size_t>& begins, Redact redact) {
    std::size_t begin = 0;
    for (const auto next : begins) {
        redact(std::span{stream}.subspan(begin, next - begin));
        begin = next;
    }
    redact(std::span{stream}.subspan(begin));
}

void redact(Streams& streams) {
    Redaction redaction;
    each_connection(streams.received, streams.received_begins, [&](auto stream) {
        redaction.redact_received(stream);
    });
    each_connection(streams.sent, streams.sent_begins, [&](auto stream) {
        redaction.redact_sent(stream);
    });
}

// One line a piece.
class Writer {
 public:
    Writer(const Recording& recording, const Streams& streams)
        : now_(recording.taken_at()), received_(streams.received), sent_(streams.sent) {
        text_.reserve(2 * (received_.size() + sent_.size()) + 100'000);
    }

    void begin(const RecordingHead& head) {
        text_.append("# ").append(head.maker).append(": what was said on the wire of plant ");
        append_number(text_, head.plant, 1);
        append_time(text_ += ", taken at ", now_.wall);
        text_.append(" (").append(head.reason).append(")\n");
        text_ += "# Serial numbers are replaced by others, network addresses by zeros.\n";
    }

    void write(const RecordedPiece& piece) {
        const bool is_wire = piece.kind == Recorded::received || piece.kind == Recorded::sent;
        if (!is_wire) text_ += "# ";
        append_time(
            text_,
            now_.wall + std::chrono::duration_cast<WallTime::duration>(piece.at - now_.steady)
        );
        text_ += ' ';
        write_content(piece);
        text_ += '\n';
    }

    std::string finish() { return std::move(text_); }

 private:
    void write_content(const RecordedPiece& piece) {
        switch (piece.kind) {
            case Recorded::connected: text_ += "connected"; break;
            case Recorded::received: write_wire("rx ", received_, piece.bytes.size()); break;
            case Recorded::sent: write_wire("tx ", sent_, piece.bytes.size()); break;
            case Recorded::judged: append_verdict(text_, verdict_in(piece)); break;
            case Recorded::lost: append_reason(text_ += "lost: ", piece.bytes); break;
        }
    }

    void write_wire(
        std::string_view direction, std::span<const std::uint8_t>& stream, std::size_t size
    ) {
        append_hex(text_ += direction, stream.first(size));
        stream = stream.subspan(size);
    }

    Moment now_;
    std::span<const std::uint8_t> received_;  // what is still to be written
    std::span<const std::uint8_t> sent_;
    std::string text_;
};

}  // namespace

std::string recording_text(const Recording& recording, const RecordingHead& head) {
    Streams streams;
    recording.each([&](const RecordedPiece& piece) {
        if (piece.plant == head.plant) streams.take(piece);
    });
    if (streams.received.empty() && streams.sent.empty()) return {};
    redact(streams);

    Writer writer{recording, streams};
    writer.begin(head);
    recording.each([&](const RecordedPiece& piece) {
        if (piece.plant == head.plant) writer.write(piece);
    });
    return writer.finish();
}

}  // namespace giv
