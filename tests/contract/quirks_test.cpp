// docs/QUIRKS.md against the specification, the source and itself.
#include "support/shared_data.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace giv {
namespace {

namespace fs = std::filesystem;
const fs::path project{GIVTCP_SOURCE_DIR};

std::string text_of(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>{file}, {}};
}

// The first group of every match.
std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
    const std::regex expression{pattern};
    std::vector<std::string> found;
    for (std::sregex_iterator match{text.begin(), text.end(), expression}, end; match != end;
         ++match)
        found.push_back((*match)[1]);
    return found;
}

// By heading: "Q7" and what stands below it, up to the next heading.
std::map<std::string, std::string> entries() {
    std::map<std::string, std::string> all;
    std::string heading;
    std::ifstream file{project / "docs/QUIRKS.md"};
    EXPECT_TRUE(file);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) {
            heading = line.starts_with("### ") ? line.substr(4) : "";
            if (!heading.empty()) all[heading];
        } else if (!heading.empty()) {
            all[heading] += line + '\n';
        }
    }
    return all;
}

std::vector<std::string> quirks_in_comments(const std::string& code) {
    std::string comments;
    for (const auto& comment : matches(code, "(//[^\n]*)"))
        comments += comment + '\n';
    return matches(comments, R"(\b(Q[0-9]+)\b)");
}

bool is_source(const fs::path& path) {
    return path.extension() == ".cpp" || path.extension() == ".hpp";
}

TEST(Quirks, AreThoseOfTheSpecification) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto specified = matches(testing::shared_text("spec/quirks.md"), R"(\*\*(Q[0-9]+)\. )");
    ASSERT_GT(specified.size(), 40U);
    const std::set<std::string> expected{specified.begin(), specified.end()};

    std::set<std::string> written;
    for (const auto& [name, text] : entries())
        written.insert(name);

    EXPECT_EQ(written, expected);
}

TEST(Quirks, SayWhereTheyAreHandledOrWhichIssueWill) {
    const auto all = entries();
    ASSERT_GT(all.size(), 40U);
    for (const auto& [name, text] : all) {
        const bool has_place = !matches(text, "`((src|include)/[^`]+)`").empty();
        const bool has_issue = !matches(text, "(issue [0-9]+)").empty();
        EXPECT_TRUE(has_place || has_issue) << name;
        EXPECT_TRUE(text.starts_with("\n**")) << name << " does not open with what is seen";
    }
}

TEST(Quirks, NameFilesThatAreThere) {
    const auto text = text_of(project / "docs/QUIRKS.md");
    const auto paths = matches(text, "`((src|include)/[^`]+)`");
    ASSERT_GT(paths.size(), 30U);
    for (const auto& path : paths)
        EXPECT_TRUE(fs::exists(project / path)) << path;
}

TEST(Quirks, ThatTheSourceNamesAreThere) {
    const auto known = entries();
    std::size_t named = 0;
    for (const auto* const folder : {"include", "src", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator{project / folder}) {
            if (!is_source(entry.path())) continue;
            for (const auto& name : quirks_in_comments(text_of(entry.path()))) {
                ++named;
                EXPECT_TRUE(known.contains(name)) << entry.path() << ": " << name;
            }
        }
    }
    EXPECT_GT(named, 20U);
}

}  // namespace
}  // namespace giv
