#include "support/memory_transport.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace giv::testing {

class MemoryTransport::Pipe final : public Connection {
 public:
    Pipe(MemoryTransport& owner, simulator::ConnectionId id)
        : owner_(&owner), id_(id), arrived_(owner.executor_) {
        owner_->pipes_[id_] = this;
        owner_->most_open_ = std::max(owner_->most_open_, owner_->pipes_.size());
    }
    ~Pipe() override { Pipe::close(); }

    asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
        while (incoming_.empty()) {
            if (is_closed_) co_return fail(Errc::disconnected, "the dongle hung up");
            arrived_.clear();
            co_await arrived_.wait();
        }
        const auto size = std::min(into.size(), incoming_.size());
        std::copy_n(incoming_.begin(), size, into.begin());
        incoming_.erase(incoming_.begin(), incoming_.begin() + static_cast<std::ptrdiff_t>(size));
        co_return size;
    }

    std::size_t write_at_once(std::span<const std::uint8_t> bytes) override {
        if (is_closed_) return 0;
        owner_->dongle_.receive(id_, bytes, owner_->clock_.now());
        return bytes.size();
    }

    asio::awaitable<Result<void>> write(std::span<const std::uint8_t> bytes) override {
        if (is_closed_) co_return fail(Errc::disconnected, "the dongle hung up");
        owner_->dongle_.receive(id_, bytes, owner_->clock_.now());
        co_return Result<void>{};
    }

    void close() override {
        if (owner_ == nullptr) return;
        owner_->pipes_.erase(id_);
        owner_->dongle_.disconnect(id_);
        hung_up();
        owner_ = nullptr;
    }

    void arrive(const Bytes& bytes) {
        incoming_.insert(incoming_.end(), bytes.begin(), bytes.end());
        arrived_.set();
    }

    void hung_up() {
        is_closed_ = true;
        arrived_.set();
    }

    void forget_owner() { owner_ = nullptr; }

 private:
    MemoryTransport* owner_;
    simulator::ConnectionId id_;
    Bytes incoming_;
    Signal arrived_;
    bool is_closed_ = false;
};

MemoryTransport::MemoryTransport(
    asio::any_io_executor executor, Clock& clock, simulator::Dongle& dongle
)
    : executor_(std::move(executor)), clock_(clock), dongle_(dongle) {}

MemoryTransport::~MemoryTransport() {
    for (const auto& [id, pipe] : pipes_)
        pipe->forget_owner();
}

asio::awaitable<Result<std::unique_ptr<Connection>>> MemoryTransport::connect(Endpoint to) {
    ++attempts_;
    const auto moved = dongle_.moved_to();
    const bool is_elsewhere = moved && moved->host != to.host;
    if (door_ == Door::hangs || is_elsewhere)
        co_await clock_.sleep_for(std::chrono::hours(24 * 365));
    if (door_ == Door::refuses) co_return fail(Errc::disconnected, "Connection refused");
    const auto id = dongle_.connect(clock_.now());
    if (!id) co_return fail(Errc::disconnected, "Connection refused");
    std::unique_ptr<Connection> pipe = std::make_unique<Pipe>(*this, *id);
    co_return pipe;
}

void MemoryTransport::cut() {
    for (const auto& [id, pipe] : pipes_)
        pipe->hung_up();
}

void MemoryTransport::inject(const Bytes& bytes) {
    for (const auto& [id, pipe] : pipes_)
        pipe->arrive(bytes);
}

void MemoryTransport::deliver() {
    for (const auto& outgoing : dongle_.due(clock_.now())) {
        const auto pipe = pipes_.find(outgoing.to);
        if (pipe == pipes_.end()) continue;
        pipe->second->arrive(outgoing.bytes);
        if (outgoing.hangs_up) pipe->second->hung_up();
    }
}

}  // namespace giv::testing
