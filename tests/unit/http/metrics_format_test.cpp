// Which format an Accept field asks for (RFC 9110 12.5.1).
#include "http/metrics_format.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace giv::http {
namespace {

using render::MetricsFormat;

constexpr auto prometheus = MetricsFormat::prometheus;
constexpr auto openmetrics = MetricsFormat::openmetrics;

struct Case {
    const char* accept;
    MetricsFormat format;
};

constexpr auto cases = std::to_array<Case>({
    {"", prometheus},
    {"*/*", prometheus},
    {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", prometheus},
    {"application/json", prometheus},
    {"text/plain", prometheus},
    {"text/*", prometheus},

    {"application/openmetrics-text", openmetrics},
    {"application/openmetrics-text; version=1.0.0; charset=utf-8", openmetrics},
    {"APPLICATION/OpenMetrics-Text;VERSION=1.0.0", openmetrics},
    {"application/openmetrics-text;version=\"1.0.0\"", openmetrics},
    {"application/openmetrics-text;version=0.0.1", prometheus},  // not ours
    {"application/*", openmetrics},

    // Prometheus 2.42 and 3.0 as they come.
    {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
     "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
     openmetrics},
    {"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
     "application/openmetrics-text;version=0.0.1;q=0.5,"
     "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
     openmetrics},

    // What is said of a type itself goes over what is said of all.
    {"text/plain;q=0.5, application/openmetrics-text;q=0.4", prometheus},
    {"text/plain;q=0.4, application/openmetrics-text;q=0.5", openmetrics},
    {"text/plain;q=0.5, application/openmetrics-text;q=0.5", prometheus},
    {"application/openmetrics-text;q=0, */*", prometheus},
    {"text/plain;q=0, */*", openmetrics},
    {"*/*;q=0.9, text/plain;version=0.0.4;q=0.1", openmetrics},
    {"text/plain;q=0.2, application/openmetrics-text;q=0.9, "
     "application/openmetrics-text;version=1.0.0;q=0.1",
     prometheus},
    {"application/openmetrics-text;q=0.001", openmetrics},
    {"application/openmetrics-text;q=0", prometheus},
    {"application/openmetrics-text;q=0.000", prometheus},

    // What is malformed says nothing.
    {"application/openmetrics-text;q=2", prometheus},
    {"application/openmetrics-text;q=1.001", prometheus},
    {"application/openmetrics-text;q=0.1234", prometheus},
    {"application/openmetrics-text;q=-1", prometheus},
    {"application/openmetrics-text;q=", prometheus},
    {"application/openmetrics-text;q=.5", prometheus},
    {"application/openmetrics-text;q=1x", prometheus},
    {"application/openmetrics-text;q=nan", prometheus},
    {"application/openmetrics-textual", prometheus},
    {",;,;=,q=1,;q=1,*,/,*/", prometheus},
    {" , application/openmetrics-text ; q = 1 ,", openmetrics},
});

TEST(MetricsFormat, IsWhatTheAcceptFieldLikesBest) {
    for (const auto& [accept, format] : cases) {
        EXPECT_EQ(negotiated(accept), format) << accept;
    }
}

TEST(MetricsFormat, OfTheLongestHeadIsFoundAtOnce) {
    std::string accept;
    while (accept.size() < 16'000)
        accept += "text/plain;q=0.1;a=b,";

    EXPECT_EQ(negotiated(accept + "application/openmetrics-text"), openmetrics);
}

}  // namespace
}  // namespace giv::http
