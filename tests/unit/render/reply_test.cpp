#include "givtcp/render/reply.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv::render {
namespace {

using How = Outcome::How;

TEST(ResultText, IsGivTcpsForEveryOutcome) {
    struct Case {
        Outcome outcome;
        std::string text;
    };
    for (const auto& [outcome, text] : std::vector<Case>{
             {{How::verified, Reason::none, "", {}}, "Setting Battery Reserve was a success"},
             {{How::verified, Reason::none, "2 is below 4, 4 was set", {}},
              "Setting Battery Reserve was a success: 2 is below 4, 4 was set"},
             {{How::no_op, Reason::none, "", {}}, "Setting Battery Reserve was a success"},
             {{How::no_op, Reason::none, "2 is below 4, 4 was set", {}},
              "Setting Battery Reserve was a success: 2 is below 4, 4 was set"},
             {{How::refused, Reason::malformed, "missing key 'reservePercent'", {}},
              "Setting Battery Reserve failed: missing key 'reservePercent'"},
             {{How::refused, Reason::no_connection, "", {}},
              "Setting Battery Reserve failed: no-connection"},
             {{How::unknown, Reason::not_proved, "HR110 cannot be read back", {}},
              "Setting Battery Reserve failed: HR110 cannot be read back"},
             {{How::unknown, Reason::continuing, "it goes on", {}},
              "Error: REST response timeout. Unknown success"},
         })
        EXPECT_EQ(result_text("Setting Battery Reserve", outcome), text);
}

}  // namespace
}  // namespace giv::render
