// Any bytes as a request's head: a verdict, and what passes is as plain as request_head.hpp says.
#include "http/refusal.hpp"
#include "http/request_head.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using giv::http::Limits;

void require(bool holds) {
    if (!holds) __builtin_trap();
}

void check_plain(std::string_view head, const giv::http::Verdict& verdict, const Limits& limits) {
    const auto is_hidden = [](char c) { return c == '\0' || c == '\x7f' || c == '\x1b'; };
    require(std::ranges::none_of(head, is_hidden));
    require(head.size() <= limits.head);
    require(verdict.body_length <= limits.body);
    require(head.find("\n ") == head.npos && head.find("\n\t") == head.npos);
    for (auto at = head.find('\n'); at != head.npos; at = head.find('\n', at + 1))
        require(at > 0 && head[at - 1] == '\r');
    for (std::size_t size = 0; size < head.size(); size += 1 + size / 8)
        require(giv::http::judge_unfinished_head(head.substr(0, size), limits) == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Limits limits;
    const std::string_view text{reinterpret_cast<const char*>(data), size};

    const auto verdict = giv::http::judge_head(text, limits);
    if (verdict.refusal == 0) check_plain(text, verdict, limits);

    const auto early = giv::http::judge_unfinished_head(text, limits);
    require(early == 0 || early == 400 || early == 414 || early == 431);
    require(
        giv::http::refusal(verdict.refusal, text).ends_with("\r\n\r\n") == text.starts_with("HEAD ")
    );
    const giv::http::Cors cors{{"http://a"}};
    const auto restricted = giv::http::refusal(431, text, cors);
    const auto allowed = restricted.find("\r\nAccess-Control-Allow-Origin: ");
    require(allowed == restricted.npos || restricted.substr(allowed + 31, 10) == "http://a\r\n");
    return 0;
}
