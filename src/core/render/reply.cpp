#include "givtcp/render/reply.hpp"

namespace giv::render {
namespace {

bool is_success(Outcome::How how) {
    return how == Outcome::How::verified || how == Outcome::How::no_op;
}

}  // namespace

std::string result_text(std::string_view said, const Outcome& outcome) {
    if (outcome.how == Outcome::How::unknown && outcome.reason == Reason::continuing) {
        return "Error: REST response timeout. Unknown success";
    }
    auto text = std::string{said};
    if (is_success(outcome.how)) {
        text += " was a success";
        return outcome.why.empty() ? text : text + ": " + outcome.why;
    }
    text += " failed: ";
    return outcome.why.empty() ? text.append(words(outcome.reason)) : text + outcome.why;
}

}  // namespace giv::render
