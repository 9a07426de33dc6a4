// What givtcp_exporter makes of a document: spec/clients.md §1.5 and §5.1.
#include "support/exposition.hpp"

#include "givtcp/render/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::render {
namespace {

using namespace giv::testing;
using ::testing::IsEmpty;

using Kind = Leaf::Kind;

TEST(ExporterMetrics, FlattenTheDocument) {
    const Document document{
        {"Control/Mode", "Eco", Kind::text},
        {"Last_Updated_Time", "2024-12-30T16:45:00+00:00", Kind::text},
        {"Meter_Details", "", Kind::empty_object},
        {"Power/Power/SOC", "35", Kind::number},
        {"raw/invertor/enable_charge", "true", Kind::boolean},
    };

    // 2024-12-30 is day 20087 since 1970; 16:45 is 60300 s into it.
    EXPECT_EQ(
        exporter_metrics(document),
        R"(# HELP givtcp_Control_Mode Gauge metric for givtcp_Control_Mode
# TYPE givtcp_Control_Mode gauge
givtcp_Control_Mode{Mode="Eco"} 1
# HELP givtcp_Last_Updated_Time Gauge metric for givtcp_Last_Updated_Time
# TYPE givtcp_Last_Updated_Time gauge
givtcp_Last_Updated_Time 1735577100
# HELP givtcp_Power_Power_SOC Gauge metric for givtcp_Power_Power_SOC
# TYPE givtcp_Power_Power_SOC gauge
givtcp_Power_Power_SOC 35
# HELP givtcp_raw_invertor_enable_charge Gauge metric for givtcp_raw_invertor_enable_charge
# TYPE givtcp_raw_invertor_enable_charge gauge
givtcp_raw_invertor_enable_charge 1
)"
    );
}

TEST(ExporterMetrics, TakeATimeForANumberOnlyIfItIsOne) {
    struct Case {
        const char* text;
        const char* expected;
    };
    constexpr auto cases = std::to_array<Case>({
        {"2026-06-05T12:19:53+01:00", "1780658393"},  // 11:19:53 UTC; 12:20 UTC is 1780662000
        {"2026-06-05T12:19:53-01:00", "1780665593"},
        {"2026-06-05T12:20:00+00:00", "1780662000"},
        {"2026-06-05 12:20:00", "1780662000"},
        {"2026-06-05T12:20:60+00:00", "(absent)"},
        {"2026-06-05T24:20:00+00:00", "(absent)"},
        {"2026-06-05T12:60:00+00:00", "(absent)"},
        {"2026-02-30T12:20:00+00:00", "(absent)"},
        {"2026-13-05T12:20:00+00:00", "(absent)"},
        {"2026-06-05T12:20:00+24:00", "(absent)"},
        {"2026-06-05T12:20:00+0:00", "(absent)"},
        {"2026-06-05T12:20:00 ", "(absent)"},
        {"2026-06-05T12:20", "(absent)"},
        {"2026-06-05", "(absent)"},
        {"05:30:00", "(absent)"},
        {"20260605", "(absent)"},
        {"", "(absent)"},
    });
    for (const auto& [text, expected] : cases) {
        const auto shown = exporter_metrics({{"a/when", text, Kind::text}});

        EXPECT_EQ(sample_of(shown, "givtcp_a_when"), expected) << text;
    }
}

TEST(ExporterMetrics, AreWellFormedWhateverAKeyIs) {
    const Document document{
        {"a/b_c", "1", Kind::number},
        {"a_b/c", "2", Kind::number},
        {"a/9th", "text", Kind::text},
        {"a/__name__", "text", Kind::text},
        {"a/strange-\xFFkey", "a \"text\"\n", Kind::text},
    };

    const auto text = exporter_metrics(document);

    EXPECT_THAT(faults_of(text, Exposition::prometheus), IsEmpty());
    EXPECT_EQ(sample_of(text, "givtcp_a_b_c"), "1");
    EXPECT_EQ(sample_of(text, R"(givtcp_a_strange__key{strange__key="a \"text\"\n"})"), "1");
}

}  // namespace
}  // namespace giv::render
