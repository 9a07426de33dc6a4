// A worker that waits for the loop: patience, places, and the end of the program.
#include "http/commanding.hpp"

#include "exchange/bounded_queue.hpp"
#include "fake_daemon.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace giv::http {
namespace {

using namespace std::chrono_literals;
using How = Outcome::How;

// Answers are kept until the test gives or drops them.
class CarryOut : public testing::Test {
 protected:
    CarryOut() {
        plant_.submit = [this](Command, CommandGate::Answer answer) {
            EXPECT_TRUE(answers_.try_push(std::move(answer)));
            return CommandGate::Ticket{"a-1", std::nullopt};
        };
        plant_.turn_away = [this](const Command&, const Refusal& why) {
            return CommandGate::Ticket{"away-" + std::to_string(++turned_away_), refused(why)};
        };
    }

    CarriedOut ask() { return carry_out(house_, plant_, Command{.control = "setChargeTarget"}); }

    House house_;
    PlantFace plant_;
    BoundedQueue<CommandGate::Answer> answers_{100};
    std::atomic<int> turned_away_{0};
};

using CarryOutThreads = CarryOut;

TEST_F(CarryOut, SaysThatItGoesOnWhenNobodyAnswersInTime) {
    house_.longest_wait = 1ms;

    const auto done = ask();

    EXPECT_EQ(done.id, "a-1");
    EXPECT_EQ(done.outcome.how, How::unknown);
    EXPECT_EQ(done.outcome.reason, Reason::continuing);
    EXPECT_EQ(house_.waiting, 0);
}

TEST_F(CarryOut, BearsAnAnswerThatComesTooLate) {
    house_.longest_wait = 1ms;
    ask();

    (*answers_.pop())({How::verified, Reason::none, "", {}});

    EXPECT_EQ(ask().outcome.reason, Reason::continuing) << "it was for another one";
}

TEST_F(CarryOut, TakesTheFirstOfTwoAnswers) {
    plant_.submit = [](Command, const CommandGate::Answer& answer) {
        answer({How::verified, Reason::none, "first", {}});
        answer({How::verified, Reason::none, "second", {}});
        return CommandGate::Ticket{"a-1", std::nullopt};
    };

    EXPECT_EQ(ask().outcome.why, "first");
}

TEST_F(CarryOut, IsRefusedByAPlantThatTakesNoCommands) {
    plant_.submit = nullptr;

    const auto done = ask();

    EXPECT_EQ(done.outcome.reason, Reason::read_only);
    EXPECT_EQ(done.id, "away-1");
}

TEST_F(CarryOut, IsRefusedAtOnceByAGateThatIsClosed) {
    CommandGate gate;
    gate.close();
    plant_.submit = [&gate](Command command, CommandGate::Answer answer) {
        return gate.submit(std::move(command), std::move(answer));
    };

    const auto done = ask();

    EXPECT_EQ(done.outcome.how, How::refused);
    EXPECT_EQ(done.outcome.reason, Reason::stopping);
    EXPECT_EQ(done.id, "0-1");
}

TEST_F(CarryOutThreads, HearsWhatTheLoopSays) {
    std::thread loop{[this] { (*answers_.pop())({How::no_op, Reason::none, "so it was", {}}); }};

    const auto done = ask();
    loop.join();

    EXPECT_EQ(done.outcome.how, How::no_op);
    EXPECT_EQ(done.outcome.why, "so it was");
}

TEST_F(CarryOutThreads, EndsWhenItsAnswerIsThrownAway) {
    std::thread loop{[this] { answers_.pop(); }};

    const auto done = ask();
    loop.join();

    EXPECT_EQ(done.outcome.how, How::unknown);
    EXPECT_EQ(done.outcome.reason, Reason::stopping);
}

TEST_F(CarryOutThreads, LetsTwelveWaitAndTheOthersGo) {
    house_.waiting_places = 12;
    std::vector<CarriedOut> done(40);
    std::atomic<int> ended{0};
    std::vector<std::thread> workers;
    for (auto& one : done)
        workers.emplace_back([this, &one, &ended] {
            one = ask();
            ++ended;
        });

    std::array<CommandGate::Answer, 12> waiting;
    for (auto& answer : waiting)
        answer = *answers_.pop();
    while (ended < 28)
        std::this_thread::yield();
    for (auto& answer : waiting)
        answer({How::verified, Reason::none, "", {}});
    for (auto& worker : workers)
        worker.join();

    const auto verified = std::ranges::count_if(done, [](const CarriedOut& one) {
        return one.outcome.how == How::verified;
    });
    const auto busy = std::ranges::count_if(done, [](const CarriedOut& one) {
        return one.outcome.reason == Reason::busy && one.id.starts_with("away-");
    });
    EXPECT_EQ(verified, 12);
    EXPECT_EQ(busy, 28);
    EXPECT_EQ(house_.waiting, 0);
}

}  // namespace
}  // namespace giv::http
