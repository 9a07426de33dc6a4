#include "givtcp/render/problem_text.hpp"

#include <nlohmann/json.hpp>

namespace giv::render {

std::string problem_text(const std::vector<Problem>& problems) {
    using nlohmann::ordered_json;
    std::string text;
    auto list = ordered_json::array();
    for (const auto& problem : problems) {
        text += (text.empty() ? "" : "; ") + problem.sentence;
        list.push_back({{"key", problem.key}, {"text", problem.sentence}});
    }
    const ordered_json body{
        {"problem", !problems.empty()}, {"text", std::move(text)}, {"problems", std::move(list)}};
    return body.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

}  // namespace giv::render
