#include "app/exit_watch.hpp"

#include <utility>

namespace giv {

ExitWatch::ExitWatch(GiveUp give_up) : give_up_(std::move(give_up)) {}

ExitWatch::~ExitWatch() {
    dismissed_.set_value();
    if (thread_.joinable()) thread_.join();
}

void ExitWatch::start(std::chrono::milliseconds limit) {
    if (thread_.joinable()) return;
    thread_ = std::thread{[this, limit, dismissed = dismissed_.get_future()] {
        if (dismissed.wait_for(limit) == std::future_status::timeout) give_up_(what_.load());
    }};
}

}  // namespace giv
