// Rooms that live and end together: the first that ends, for whatever reason, ends all the others.
//
// Loop thread. Every room is a coroutine that runs until it is cancelled; a room that throws or
// reports a failure is what join() reports. Nothing is left running when join() returns.
//
// asio has no group of a number known only at run time (asio 1.22), and `a || b` swallows the
// exception of one side and waits for the other: architecture ruling 15.
#pragma once

#include "exchange/exit.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/steady_timer.hpp>

#include <cstddef>
#include <exception>
#include <list>
#include <string>

namespace giv {

class Nursery {
 public:
    explicit Nursery(asio::any_io_executor executor);

    Nursery(const Nursery&) = delete;
    Nursery& operator=(const Nursery&) = delete;

    // A nursery in which rooms live may not be destroyed: join() first.
    ~Nursery();

    // Starts the room with the next turn of the loop. `name` is for the report. After stop(), too:
    // the room is then cancelled before it begins.
    void spawn(std::string name, asio::awaitable<Exit> room);

    // Cancels all rooms; they end in their own time.
    void stop();

    // Returns when every room is gone. The first failure if there was one, with the room's name;
    // else `cancelled`. Being cancelled itself is a stop().
    asio::awaitable<Exit> join();

 private:
    struct Child {
        std::string name;
        asio::cancellation_signal cancel;
        bool gone = false;
    };

    void ended(Child& child, const std::exception_ptr& thrown, Exit exit);

    asio::any_io_executor executor_;
    std::list<Child> children_;  // a child's address is its identity
    std::size_t living_ = 0;
    bool stopping_ = false;
    Exit outcome_;
    asio::steady_timer wake_;  // never expires: join() sleeps on it
};

}  // namespace giv
