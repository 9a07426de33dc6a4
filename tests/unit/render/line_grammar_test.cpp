// The strict reader of lines that judges what we write and what the fake server takes.
#include "support/line_grammar.hpp"

#include <gmock/gmock.h>

#include <array>
#include <string>
#include <string_view>

namespace giv::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(LineGrammar, ReadsMeasurementTagsFieldsAndTime) {
    const auto line = parse_line("SA1234G567,a=1,tagKey=GivReal soc=77,text=\"x\" 1780662000123");

    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->measurement, "SA1234G567");
    EXPECT_THAT(line->tags, ElementsAre(Pair("a", "1"), Pair("tagKey", "GivReal")));
    EXPECT_EQ(line->field("soc")->number, 77.0);
    EXPECT_FALSE(line->field("soc")->is_text);
    EXPECT_TRUE(line->field("text")->is_text);
    EXPECT_EQ(line->timestamp, 1'780'662'000'123);
}

TEST(LineGrammar, ALineNeedsNeitherTagNorTime) {
    const auto line = parse_line("m f=-0.5");

    ASSERT_TRUE(line) << line.error();
    EXPECT_TRUE(line->tags.empty());
    EXPECT_EQ(line->field("f")->number, -0.5);
    EXPECT_EQ(line->timestamp, std::nullopt);
    EXPECT_EQ(line->field("g"), nullptr);
    EXPECT_EQ(line->tag("g"), nullptr);
}

TEST(LineGrammar, TakesEscapesAway) {
    const auto line = parse_line(R"(a\,\ b=c,d\=e=f\,g h\ i="\"j\", \\k=" 1)");

    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->measurement, "a, b=c");
    EXPECT_EQ(*line->tag("d=e"), "f,g");
    EXPECT_EQ(line->field("h i")->text, R"("j", \k=)");
}

struct Bad {
    std::string_view line;
    std::string_view why;
};

constexpr auto bad_lines = std::to_array<Bad>({
    {"", "measurement: an empty name"},
    {"#m f=1", "a comment"},
    {",a=b f=1", "measurement: an empty name"},
    {"m", "no blank before the fields"},
    {"m ", "field: an empty name"},
    {"m  f=1", "field: an empty name"},
    {" m f=1", "measurement: an empty name"},
    {"m,a f=1", "\"a\" without \"=\""},
    {"m,a= f=1", "tag a: an empty name"},
    {"m,=b f=1", "tag: an empty name"},
    {"m,a=b,a=c f=1", "\"a\" is there twice"},
    {"m,b=1,a=2 f=1", "tags are not sorted"},
    {"m,a=b,f=c f=1", "\"f\" is there twice"},
    {"m,a=b=c f=1", "no blank before the fields"},
    {"m,a=b, f=1", "tag: an empty name"},
    {"m,time=1 f=1", "\"time\" is reserved"},
    {"m f", "\"f\" without \"=\""},
    {"m f=", "\"\" is no number of ours"},
    {"m f=1,", "field: an empty name"},
    {"m f=1,f=2", "\"f\" is there twice"},
    {"m f=1,,g=2", "field: an empty name"},
    {"m f=1i", "\"1i\" is no number of ours"},
    {"m f=1u", "\"1u\" is no number of ours"},
    {"m f=nan", "\"nan\" is no number of ours"},
    {"m f=NaN", "\"NaN\" is no number of ours"},
    {"m f=inf", "\"inf\" is no number of ours"},
    {"m f=-Infinity", "\"-Infinity\" is no number of ours"},
    {"m f=true", "\"true\" is no number of ours"},
    {"m f=None", "\"None\" is no number of ours"},
    {"m f=1e5", "\"1e5\" is no number of ours"},
    {"m f=+1", "\"+1\" is no number of ours"},
    {"m f=.5", "\".5\" is no number of ours"},
    {"m f=5.", "\"5.\" is no number of ours"},
    {"m f=05", "\"05\" is no number of ours"},
    {"m f=-", "\"-\" is no number of ours"},
    {"m f=1.2.3", "\"1.2.3\" is no number of ours"},
    {"m f=1=2", "\"1=2\" is no number of ours"},
    {"m f=0,5", "\"5\" without \"=\""},
    {"m f=a text", "\"a\" is no number of ours"},
    {"m f=\"a", "no closing quote"},
    {"m f=\"a\"b", "neither comma nor blank after a field"},
    {"m f=\"a\\n\"", "a backslash before what needs none"},
    {"m f=\"a\\", "a backslash before what needs none"},
    {"m f=\"a\nb\"", "a control character"},
    {"m\t f=1", "a control character"},
    {"m\\=x f=1", "a backslash before what needs none"},
    {"m,a=b\\x f=1", "a backslash before what needs none"},
    {"m f=1 ", "the time is no whole number"},
    {"m f=1  2", "the time is no whole number"},
    {"m f=1 2 ", "the time is no whole number"},
    {"m f=1 2.5", "the time is no whole number"},
    {"m f=1 99999999999999999999", "the time is no whole number"},
    {"m f=1 007", "the time is written oddly"},
    {"m f=1 2\r", "the time is no whole number"},
});

TEST(LineGrammar, SaysWhatIsWrongWithALine) {
    for (const auto& bad : bad_lines) {
        const auto line = parse_line(bad.line);

        ASSERT_FALSE(line) << bad.line;
        EXPECT_THAT(line.error(), HasSubstr(std::string{bad.why})) << bad.line;
    }
}

TEST(LineGrammar, ANumberWithoutEndIsOutOfRange) {
    const auto line = parse_line("m f=1" + std::string(400, '0'));

    ASSERT_FALSE(line);
    EXPECT_THAT(line.error(), HasSubstr("a number out of range"));
}

TEST(LineGrammar, ABodyIsLinesWithTimes) {
    const auto body = parse_body("m f=1 1\nm f=2 2\n");
    const auto nothing = parse_body("");

    ASSERT_TRUE(body) << body.error();
    ASSERT_EQ(body->size(), 2U);
    EXPECT_EQ(body->at(1).timestamp, 2);
    ASSERT_TRUE(nothing);
    EXPECT_TRUE(nothing->empty());
}

TEST(LineGrammar, ABodyNamesTheLineThatIsWrong) {
    EXPECT_EQ(parse_body("m f=1 1\nm f=2").error(), "line 2: no newline at its end");
    EXPECT_EQ(parse_body("m f=1 1\nm f=2\n").error(), "line 2: no time");
    EXPECT_THAT(parse_body("m f=1 1\n\n").error(), HasSubstr("line 2: measurement"));
}

}  // namespace
}  // namespace giv::testing
