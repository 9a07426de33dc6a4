// The lines of the control port, without the port.
#include "simulator/control_line.hpp"

#include "simulator/life/living_plant.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant start{};

RegisterImage a_plant() {
    RegisterImage image;
    image.set(device::inverter, HR(20), 7);
    image.set(device::inverter, IR(59), 82);
    return image;
}

class ControlLine : public ::testing::Test {
 protected:
    json ask(const std::string& line) {
        const auto text = desk.answer(line, now);
        EXPECT_THAT(text, Not(HasSubstr("\n")));
        return json::parse(text);
    }

    Instant now = start + 10s;
    Dongle first{a_plant(), {.latency = 0ms}};
    Dongle second{a_plant(), {.latency = 0ms}};
    ControlDesk desk{{&first, &second}, start};
};

TEST_F(ControlLine, SetsAFaultThatBeginsNow) {
    first.due(now);

    EXPECT_EQ(
        ask(R"({"do":"fault","fault":"silence","at":"5s","for":"1m"})"),
        json::parse(R"({"ok":true,"number":1})")
    );

    const auto list = ask(R"({"do":"list"})");
    EXPECT_EQ(list, json::parse(R"({"ok":true,"now":10.0,"faults":[
        {"number":1,"fault":"silence","state":"to come","begins":15.0,"ends":75.0,"struck":0}]})"));
}

TEST_F(ControlLine, ListsWhatIsActiveAndWhatIsOver) {
    first.due(now);
    ask(R"({"do":"fault","fault":"drop","for":"5s"})");
    ask(R"({"do":"fault","fault":"silence"})");
    const auto client = first.connect(now).value();
    const Request read{ReadRequest{device::inverter, {Bank::holding, 20, 1}}};
    first.receive(client, encode(read), now);
    now += 20s;
    first.due(now);

    const auto faults = ask(R"({"do":"list"})")["faults"];
    EXPECT_EQ(faults, json::parse(R"([
        {"number":2,"fault":"silence","state":"active","begins":10.0,"struck":1},
        {"number":1,"fault":"drop","state":"over","begins":10.0,"ends":15.0,"struck":0}])"));
    const auto counts = ask(R"({"do":"counts"})");
    EXPECT_EQ(counts["faults"], json::parse(R"({
        "drop":{"begun":1,"struck":0},"silence":{"begun":1,"struck":1}})"));
    EXPECT_EQ(counts["dongle"]["reads"], 1);
    EXPECT_EQ(counts["dongle"]["connections"], 1);
    EXPECT_EQ(counts["cloud"]["asked"], 0);

    EXPECT_EQ(ask(R"({"do":"clear"})"), json::parse(R"({"ok":true})"));
    EXPECT_EQ(ask(R"({"do":"list"})")["faults"][0]["state"], "over");
}

TEST_F(ControlLine, SaysWhyADongleCannotBeReached) {
    first.set_unreachable("cannot listen on 192.0.2.1:8899: Cannot assign requested address");
    EXPECT_EQ(
        ask(R"({"do":"list"})")["unreachable"],
        "cannot listen on 192.0.2.1:8899: Cannot assign requested address"
    );

    first.set_unreachable("");
    EXPECT_FALSE(ask(R"({"do":"list"})").contains("unreachable"));
}

TEST_F(ControlLine, ReadsAndSetsRegistersOfTheDongleThatIsNamed) {
    const std::string block = R"("dongle":2,"device":"0x11","bank":"holding","base":20)";

    EXPECT_EQ(ask(R"({"do":"set","words":[9,8],)" + block + "}"), json::parse(R"({"ok":true})"));
    EXPECT_EQ(
        ask(R"({"do":"read","count":2,)" + block + "}"), json::parse(R"({"ok":true,"words":[9,8]})")
    );
    EXPECT_EQ(first.registers().word(device::inverter, HR(20)), 7);
    EXPECT_EQ(
        ask(R"({"do":"read","device":"0x11","bank":"input","base":59,"count":1})")["words"],
        json::parse("[82]")
    );
}

TEST_F(ControlLine, ClocksAndCalibrationsRunOnFromWhatIsSet) {
    first.run_clock(PlantTime{std::chrono::local_days{2026y / 1 / 31}} + 14h + 30min, start);
    const std::string calibration = R"("device":"0x11","bank":"holding","base":29)";
    const std::string clock = R"("device":"0x31","bank":"holding","base":35)";
    const auto words = [this](const std::string& block, int count) {
        return ask(R"({"do":"read","count":)" + std::to_string(count) + "," + block + "}")["words"];
    };

    ask(R"({"do":"set","words":[5],)" + calibration + "}");
    EXPECT_EQ(ask(R"({"do":"set","words":[27,12,31],)" + clock + "}")["ok"], true);
    now += 21s;  // 31 s after the start

    EXPECT_EQ(words(calibration, 1), json::parse("[7]"));
    EXPECT_EQ(words(clock, 6), json::parse("[27,12,31,14,30,31]"));
    ask(R"({"do":"set","words":[27,12,31,23,59,58],)" + clock + "}");
    now += 3s;
    EXPECT_EQ(words(clock, 6), json::parse("[28,1,1,0,0,1]"));
    ask(R"({"do":"set","words":[0,0,0,0,0,0],)" + clock + "}");
    now += 10s;
    EXPECT_EQ(words(clock, 6), json::parse("[0,0,0,0,0,0]"));
    ask(R"({"do":"set","words":[27,12,31,23,59,58],)" + clock + "}");
    now += 3s;
    EXPECT_EQ(words(clock, 6), json::parse("[28,1,1,0,0,1]")) << "it runs again";
}

TEST(ControlLineOfALivingPlant, RefusesToSetWhatMovesByItself) {
    auto dongle = living_dongle(
        parse_plant("living-gen1").value(), {}, start, std::chrono::local_days{2026y / 4 / 18}
    );
    ControlDesk desk{{&dongle}, start};
    const auto set = [&desk](const std::string& where, const std::string& words) {
        const auto line = R"({"do":"set",)" + where + R"(,"words":)" + words + "}";
        return json::parse(desk.answer(line, start + 1min));
    };

    EXPECT_EQ(
        set(R"("device":"0x11","bank":"input","base":59)", "[12]"),
        json::parse(R"({"ok":false,"error":"IR59 moves by itself: the plant lives"})")
    );
    EXPECT_EQ(set(R"("device":"0x31","bank":"input","base":59)", "[12]")["ok"], false);
    EXPECT_EQ(set(R"("device":"0x32","bank":"input","base":60)", "[3300]")["ok"], false);
    EXPECT_EQ(set(R"("device":"0x11","bank":"input","base":39)", "[0,4]")["ok"], true) << "a fault";
    EXPECT_EQ(set(R"("device":"0x11","bank":"holding","base":116)", "[80]")["ok"], true);
    EXPECT_EQ(dongle.registers().word(device::inverter, IR(40)), 4);
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(116)), 80);
}

TEST(ControlLineOfARecording, RefusesFaultsThatWouldDoNothing) {
    Dongle dongle{a_plant(), {.latency = 0ms}};
    ControlDesk desk{{&dongle}, start, "it is played as it was"};

    EXPECT_EQ(
        json::parse(desk.answer(R"({"do":"fault","fault":"drop"})", start)),
        json::parse(R"({"ok":false,"error":"it is played as it was"})")
    );
    EXPECT_EQ(json::parse(desk.answer(R"({"do":"list"})", start))["faults"], json::array());
}

TEST_F(ControlLine, CountsTheWrites) {
    const auto client = first.connect(now).value();
    const Request write{WriteRequest{device::inverter, 20, 1}};
    first.receive(client, encode(write), now);
    first.receive(client, encode(write), now);
    first.due(now);

    EXPECT_EQ(ask(R"({"do":"writes"})"), json::parse(R"({"ok":true,"writes":{"HR20":2}})"));
}

TEST_F(ControlLine, HelpNamesEveryVerb) {
    const auto help = control_help();

    for (const auto* verb : {"fault", "list", "clear", "counts", "read", "set", "writes"})
        EXPECT_THAT(help, HasSubstr(R"({"do":")" + std::string{verb} + "\""));
}

struct BadLine {
    std::string line;
    const char* complaint;
};

void PrintTo(const BadLine& bad, std::ostream* out) { *out << bad.line; }

class BadControlLine : public ControlLine, public ::testing::WithParamInterface<BadLine> {};

TEST_P(BadControlLine, GetsOneSentence) {
    const auto answer = ask(GetParam().line);

    EXPECT_EQ(answer["ok"], false);
    EXPECT_THAT(answer["error"].get<std::string>(), HasSubstr(GetParam().complaint));
    EXPECT_TRUE(first.faults().active().empty());
    EXPECT_TRUE(first.faults().to_come().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Lines,
    BadControlLine,
    ::testing::Values(
        BadLine{"", "not JSON"},
        BadLine{"GET / HTTP/1.1\r", "not JSON"},
        BadLine{std::string{"\0\xff", 2}, "not JSON"},
        BadLine{std::string(60'000, '['), "not JSON"},
        BadLine{std::string(30'000, '[') + std::string(30'000, ']'), "expected an object"},
        BadLine{"[]", "expected an object"},
        BadLine{"{}", "\"do\": expected one of fault, list, clear"},
        BadLine{R"({"do":5})", "\"do\": expected one of"},
        BadLine{R"({"do":"stop"})", "\"do\": expected one of"},
        BadLine{R"({"do":"list","dongle":0})", "\"dongle\": there are 1 to 2"},
        BadLine{R"({"do":"list","dongle":3})", "\"dongle\": there are 1 to 2"},
        BadLine{R"({"do":"list","dongle":-1})", "\"dongle\": there are 1 to 2"},
        BadLine{R"({"do":"list","dongle":"1"})", "\"dongle\": there are 1 to 2"},
        BadLine{R"({"do":"fault"})", "needs a \"fault\""},
        BadLine{R"({"do":"fault","fault":"melt"})", "there is no fault \"melt\""},
        BadLine{R"({"do":"fault","fault":"drop","for":3})", "\"for\": expected a time"},
        BadLine{"{\"do\":\"fault\",\"fault\":\"\xff\"}", "not JSON"},
        BadLine{R"({"do":"read"})", "\"device\": expected a device"},
        BadLine{R"({"do":"read","device":"0x11"})", "\"bank\": expected"},
        BadLine{R"({"do":"read","device":"0x11","bank":"input"})", "\"base\": expected"},
        BadLine{
            R"({"do":"read","device":"0x11","bank":"input","base":65536,"count":1})",
            "\"base\": expected"},
        BadLine{
            R"({"do":"read","device":"0x11","bank":"input","base":0,"count":61})",
            "\"count\": expected a number from 1 to 60"},
        BadLine{
            R"({"do":"read","device":"0x11","bank":"input","base":0,"count":0})",
            "\"count\": expected a number from 1 to 60"},
        BadLine{
            R"({"do":"read","device":"0x44","bank":"input","base":0,"count":1})",
            "none of these registers exists"},
        BadLine{
            R"({"do":"set","device":"0x11","bank":"input","base":0,"words":[]})",
            "\"words\": expected a list"},
        BadLine{
            R"({"do":"set","device":"0x11","bank":"input","base":0,"words":[65536]})",
            "\"words\": expected numbers"},
        BadLine{
            R"({"do":"set","device":"0x11","bank":"input","base":0,"words":[-1]})",
            "\"words\": expected numbers"},
        BadLine{
            R"({"do":"set","device":"0x11","bank":"input","base":65535,"words":[1,2]})",
            "there are registers from 0 to 65535"},
        BadLine{
            R"({"do":"read","device":"0x11","bank":"input","base":65535,"count":2})",
            "there are registers from 0 to 65535"},
        BadLine{
            R"({"do":"set","device":"0x44","bank":"input","base":0,"words":[1]})",
            "there is no device 0x44"},
        BadLine{R"({"do":"list","all":true})", "\"list\" has no key \"all\""},
        BadLine{R"({"do":"clear","number":1})", "\"clear\" has no key \"number\""},
        BadLine{R"({"do":"list","":1})", "\"list\" has no key \"\""},
        BadLine{
            R"({"do":"set","device":"0x11","bank":"input","base":0,"words":[1],"count":1})",
            "\"set\" has no key \"count\""},
        BadLine{R"({"do":"fault","fault":"drop","till":"5s"})", "there is no key \"till\""},
        BadLine{R"({"do":"fault","fault":"drop","for":"0s"})", "\"for\": expected a time"},
        BadLine{R"({"do":"list","do":"clear"})", "\"do\" stands there twice"},
        BadLine{R"({"do":"fault","fault":"drop","at":"1s","at":"2s"})", "\"at\" stands there twice"}
    )
);

}  // namespace
}  // namespace giv::simulator
