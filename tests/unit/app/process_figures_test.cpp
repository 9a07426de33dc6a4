// What the kernel's texts say of a process: proc(5).
#include "app/process_figures.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

// Fields from 3 on: state, ..., utime 250, stime 50, ..., 21 threads, starttime 12345, vsize, rss.
const std::string behind_name =
    " S 1 42 42 0 -1 4194560 900 0 3 0 250 50 0 0 20 0 21 0 12345 90000000 3500 "
    "18446744073709551615 "
    "1 1 0 0\n";
const std::string kernel = "cpu  1 2 3\nctxt 5\nbtime 1767225600\nprocesses 9\n";
constexpr KernelUnits units{100, 4096};

TEST(ProcessFigures, AreReadFromTheKernelsTexts) {
    const auto figures = process_figures_from("42 (givtcpd)" + behind_name, kernel, units);

    EXPECT_EQ(figures.cpu_seconds, 3.0);
    EXPECT_EQ(figures.start_time_seconds, 1'767'225'723.45);
    EXPECT_EQ(figures.resident_bytes, 14'336'000U);
    EXPECT_EQ(figures.virtual_bytes, 90'000'000U);
    EXPECT_EQ(figures.threads, 21U);
}

TEST(ProcessFigures, AreFoundBehindAnyName) {
    const auto figures = process_figures_from("42 (a) R 1 (b\n c)" + behind_name, kernel, units);

    EXPECT_EQ(figures.threads, 21U);
}

TEST(ProcessFigures, AreMissingWhereTheTextsAre) {
    for (const std::string text : {"", "42", "42 (givtcpd)", "42 (givtcpd) ", "42 (a) S 1 2 3\n"}) {
        const auto figures = process_figures_from(text, kernel, units);

        EXPECT_FALSE(figures.cpu_seconds) << text;
        EXPECT_FALSE(figures.start_time_seconds) << text;
        EXPECT_FALSE(figures.resident_bytes) << text;
        EXPECT_FALSE(figures.threads) << text;
    }
}

TEST(ProcessFigures, HaveNoStartWithoutTheMachines) {
    for (const std::string text : {"", "btime", "\nbtime \n", "\nbtime x\n", "cpu 1\nbtime -1\n"}) {
        const auto figures = process_figures_from("42 (givtcpd)" + behind_name, text, units);

        EXPECT_FALSE(figures.start_time_seconds) << text;
        EXPECT_EQ(figures.cpu_seconds, 3.0) << text;
    }
}

TEST(ProcessFigures, OfThisProcessAreThere) {
    const auto figures = process_figures();

    EXPECT_GT(figures.resident_bytes.value_or(0), 100'000U);
    EXPECT_GE(figures.virtual_bytes.value_or(0), figures.resident_bytes.value_or(1));
    EXPECT_GE(figures.threads.value_or(0), 1U);
    EXPECT_GE(figures.open_files.value_or(0), 3U);
    EXPECT_GT(figures.start_time_seconds.value_or(0), 1e9);
    EXPECT_TRUE(figures.cpu_seconds);
}

}  // namespace
}  // namespace giv
