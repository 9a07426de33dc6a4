// The outbox behind the store's worker.
#include "exchange/bounded_queue.hpp"
#include "store/store.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using store::OutboxBatch;
using ::testing::ElementsAre;
using testing::TemporaryFolder;

constexpr auto generous = 60s;

StoreSettings in(const std::string& directory) { return {.directory = directory}; }

// What the worker gives, waited for.
OutboxBatch read(Store& store, store::OutboxWanted wanted = {}) {
    const auto answers = std::make_shared<BoundedQueue<OutboxBatch>>(1);
    const auto leave = [answers](OutboxBatch batch) {
        EXPECT_TRUE(answers->try_push(std::move(batch)));
    };
    EXPECT_TRUE(store.read_lines(wanted, leave));
    return answers->pop_until(std::chrono::steady_clock::now() + generous).value_or(OutboxBatch{});
}

std::vector<std::string> texts(const OutboxBatch& batch) {
    std::vector<std::string> texts;
    for (const auto& line : batch.lines)
        texts.push_back(line.text);
    return texts;
}

TEST(StoreOutboxThreads, LinesComeBackInTheirOrder) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log()};
    ASSERT_TRUE(store.open());

    store.append_lines({"a\n", "b\n"}, 0);
    store.append_lines({"c\n"}, 0);

    EXPECT_THAT(texts(read(store)), ElementsAre("a\n", "b\n", "c\n"));
}

TEST(StoreOutboxThreads, WhoeverSendsThemHearsThatTheyCame) {
    const TemporaryFolder folder;
    const auto bell = std::make_shared<BoundedQueue<bool>>(1);
    Store store{in(folder.path()), no_log()};
    store.when_lines_come([bell] { static_cast<void>(bell->try_push(true)); });
    ASSERT_TRUE(store.open());

    store.append_lines({"a\n"}, 0);

    EXPECT_TRUE(bell->pop_until(std::chrono::steady_clock::now() + generous));
}

TEST(StoreOutboxThreads, WhatIsNotTakenOutlivesTheProcess) {
    const TemporaryFolder folder;
    {
        Store store{in(folder.path()), no_log()};
        ASSERT_TRUE(store.open());
        store.append_lines({"a\n", "b\n", "c\n"}, 2);
        store.remove_lines(read(store, {.lines = 1}), 1);
        ASSERT_TRUE(store.stop(generous));
        EXPECT_EQ(store.outbox(), (store::OutboxState{2, 4, 2, 1}));
    }

    Store next{in(folder.path()), no_log()};
    ASSERT_TRUE(next.open());

    EXPECT_THAT(texts(read(next)), ElementsAre("b\n", "c\n"));
    EXPECT_EQ(next.outbox(), (store::OutboxState{2, 4, 2, 1}));
}

TEST(StoreOutboxThreads, WithoutAFileTheyWaitInMemory) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.file("givtcp.db"));
    Store store{in(folder.path()), no_log()};
    store.when_lines_come([] {});
    ASSERT_FALSE(store.open());
    EXPECT_FALSE(store.is_open());

    store.append_lines({"a\n", "b\n"}, 0);
    store.remove_lines(read(store, {.lines = 1}), 0);

    EXPECT_THAT(texts(read(store)), ElementsAre("b\n"));
    EXPECT_TRUE(store.stop(generous));
}

TEST(StoreOutboxThreads, AStoreThatIsClosedTakesNone) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log()};
    EXPECT_FALSE(store.read_lines({}, [](const OutboxBatch&) {}));
    ASSERT_TRUE(store.open());
    ASSERT_TRUE(store.stop(generous));

    store.append_lines({"a\n"}, 0);

    EXPECT_FALSE(store.read_lines({}, [](const OutboxBatch&) {}));
    EXPECT_EQ(store.outbox(), store::OutboxState{});
}

}  // namespace
}  // namespace giv
