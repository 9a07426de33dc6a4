// A server that says anything at all: each line of the input is an answer, its first two bytes a
// status. Whatever it says, no line is given up that it may still take, no wait is longer than an
// hour, and what is logged is one printable line.
#include "influx/answers.hpp"
#include "influx/target.hpp"
#include "influx/writer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace giv;

void require(bool holds) {
    if (!holds) __builtin_trap();
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

influx::Answer answer_from(std::string_view text) {
    const auto byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    influx::Answer answer;
    answer.status = (byte(0) * 256 + byte(1)) % 700;
    answer.words = text.substr(std::min<std::size_t>(2, text.size()));
    answer.retry_after = influx::retry_after_from(answer.words);
    answer.took_too_long = answer.status == 0 && byte(2) % 2 == 1;
    return answer;
}

// Lines from `first` on, as many as there may be.
store::OutboxBatch batch_of(std::int64_t first, const store::OutboxWanted& wanted) {
    store::OutboxBatch batch;
    const auto from = std::max(first, wanted.after + 1);
    for (auto number = from; number <= 100 && batch.lines.size() < wanted.lines; ++number)
        batch.lines.push_back({number, "x\n"});
    return batch;
}

void write_to(std::string_view answers) {
    influx::Writer writer{[] { return 0.5; }, {.lines = 16}};
    influx::Writer::TimePoint now{};
    std::int64_t first = 1;
    bool was_taken = false;  // anything, since a line was last given up
    while (!answers.empty()) {
        const auto end = std::min(answers.find('\n'), answers.size());
        const auto answer = answer_from(answers.substr(0, end));
        answers.remove_prefix(std::min(end + 1, answers.size()));
        const auto wanted = writer.wanted();
        require(wanted.lines >= 1 && wanted.lines <= 16);
        const auto batch = batch_of(first, wanted);
        if (batch.lines.empty()) {
            writer.found_nothing();
            continue;
        }
        now = std::max(now, writer.not_before());
        const auto verdict = writer.answered(now, batch, answer);
        require(writer.not_before() - now <= std::chrono::hours{1});
        require(is_printable(verdict.words) && verdict.words.size() < 500);
        require(verdict.refused <= batch.lines.size());
        const auto meaning = influx::meaning_of(answer.status);
        const bool is_in =
            meaning == influx::Meaning::stored || meaning == influx::Meaning::others_stored;
        was_taken = was_taken || is_in;
        require(!verdict.is_over || is_in || (was_taken && batch.lines.size() == 1));
        was_taken = was_taken && (is_in || !verdict.is_over);
        require(verdict.is_over || verdict.refused == 0);
        if (verdict.is_over) first = batch.lines.back().number + 1;
    }
}

void read_address(std::string_view text) {
    InfluxSettings settings;
    settings.url = text;
    settings.bucket = text;
    settings.org = text;
    settings.token = text;
    for (const auto api : {InfluxApi::v1, InfluxApi::v2, InfluxApi::v3}) {
        settings.api = api;
        const auto target = influx::target_of(settings);
        if (!target) continue;
        require(!target->host.empty() && target->port != 0 && target->path.starts_with('/'));
        require(target->path.find_first_of(" \r\n#") == std::string::npos);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer's bytes are text here
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    write_to(text);
    read_address(text);
    static_cast<void>(influx::dropped_lines(text));
    return 0;
}
