// The tests' own judge of texts for Prometheus finds what is wrong.
#include "support/exposition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string head = "# HELP a_total A.\n# TYPE a_total counter\n";

std::string with_label(const std::string& labels) { return head + "a_total{" + labels + "} 1\n"; }

TEST(Exposition, PassesWhatIsGood) {
    EXPECT_THAT(faults_of("", Exposition::prometheus), IsEmpty());
    EXPECT_THAT(faults_of(head + "a_total 1\n", Exposition::prometheus), IsEmpty());
    EXPECT_THAT(faults_of(with_label(R"(b="\\\"\n, }",c="")"), Exposition::prometheus), IsEmpty());
    EXPECT_THAT(
        faults_of(
            "# HELP a_seconds A.\n# TYPE a_seconds counter\n# UNIT a_seconds seconds\n"
            "a_seconds_total{b=\"c\"} 1.5e3\n# EOF\n",
            Exposition::openmetrics
        ),
        IsEmpty()
    );
}

TEST(Exposition, FindsEachFault) {
    struct Case {
        std::string text;
        const char* fault;
    };
    const std::vector<Case> cases{
        {head + "a_total 1", "the last line does not end"},
        {"a_total 1\n", "without HELP and TYPE"},
        {"# TYPE a_total counter\na_total 1\n", "without HELP and TYPE"},
        {head + "a_total 1\na_total 2\n", "twice"},
        {head + "b 1\n", "not a sample of a_total"},
        {head + "a_total 1\n# TYPE a_total counter\n", "behind its samples"},
        {head + "# HELP b B.\n# TYPE b gauge\n# HELP a_total A.\n", "in two pieces"},
        {"# HELP a A.\n# TYPE a counter\na 1\n", "not a counter"},
        {"# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n", "not a gauge"},
        {"# HELP a A.\n# TYPE a thing\na 1\n", "a strange type"},
        {head + "a_total NaN\n", "no number"},
        {head + "a_total\n", "no number"},
        {head + "a_total 1 2\n", "no number"},
        {head + "a_total -1\n", "counts below 0"},
        {with_label("9=\"\""), "no label"},
        {with_label("__b=\"\""), "no label"},
        {with_label(R"(b="",b="")"), "a label twice"},
        {with_label(R"(b="\x")"), "labels without an end"},
        {with_label(R"(b="c)"), "labels without an end"},
        {with_label(R"(b="c"d="e")"), "no comma"},
        {head + "a_total 1\n# EOF\n", "# EOF is OpenMetrics'"},
    };
    for (const auto& [text, fault] : cases) {
        const auto faults = faults_of(text, Exposition::prometheus);

        EXPECT_THAT(faults, ::testing::Contains(HasSubstr(fault))) << text;
    }
}

TEST(Exposition, FindsWhatOnlyOpenMetricsForbids) {
    EXPECT_THAT(faults_of("", Exposition::openmetrics), ElementsAre("there is no # EOF"));
    EXPECT_THAT(
        faults_of("# HELP a A.\n# UNIT a volts\n# EOF\n", Exposition::openmetrics),
        ElementsAre("a: not in its UNIT")
    );
    EXPECT_THAT(
        faults_of("# HELP a A.\n# TYPE a info\na_info 2\n# EOF\n", Exposition::openmetrics),
        ElementsAre("a_info: an info is 1")
    );
    EXPECT_THAT(
        faults_of("# EOF\n# HELP a A.\n", Exposition::openmetrics),
        ElementsAre("something follows # EOF")
    );
}

}  // namespace
}  // namespace giv::testing
