// Carries out commands and ends timed actions: one at a time, ahead of all reads.
//
// A command is planned on what was read lately, remembered where it will have to be undone,
// written, proved, shown in a snapshot, and then answered. A job goes on across connections; who
// waits is answered in time by watch(), whatever the wire does. Loop thread.
// Source: spec/commands.md 0, 1a; architecture 2.7 and rulings 16-19.
#pragma once

#include "exchange/command_gate.hpp"
#include "exchange/log.hpp"
#include "link/control_io.hpp"
#include "link/control_job.hpp"
#include "link/control_keeper.hpp"
#include "link/daily_sync.hpp"
#include "link/doubts.hpp"
#include "link/fault_log.hpp"
#include "link/signal.hpp"

#include "givtcp/plant/plant_image.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace giv {

struct ExecutorWorld {
    asio::any_io_executor executor;
    Clock* clock = nullptr;
    PlantImage* image = nullptr;
    CommandGate* gate = nullptr;  // null: nobody commands this plant
    ControlSettings settings;
    std::chrono::milliseconds settings_period{300'000};  // what was read since is fresh
    ControlMemory memory;
    std::function<void()> news;  // worth a snapshot
    std::function<void()> inverter_answered;
    Log log = no_log();
};

struct SyncView;

class Executor {
 public:
    explicit Executor(ExecutorWorld world);
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;
    ~Executor() = default;

    // Takes in what has come through the gate.
    void take_commands();

    // Is there anything to be done on the wire at this moment?
    bool has_work() const;

    // Is it time to see whether the inverter's clock is to be set right (CLOCK_SYNC)? Not urgent:
    // between two reads, where there are any.
    bool sync_is_due() const;

    // A read that fails need not be tried again before a command has had its turn.
    bool is_urgent() const { return !is_serving_ && has_work(); }

    // When it has something to do by itself: the next end of a timed action, a look at what is in
    // doubt.
    std::optional<Instant> next_due() const;

    // Does all that is to be done; an error: the link is dead.
    asio::awaitable<Result<void>> serve(Client& client);

    // Answers in time who waits for a command, for ever.
    asio::awaitable<void> watch();

    // Whose everything is from now on; what was meant for another ends.
    void belongs_to(const Identity& identity);

    // The link and what comes in by it.
    void identified(const Identity& identity);
    void newcomer_answers(std::string sentence) { newcomer_ = std::move(sentence); }
    void connection_lost();
    void came_in(const ReadTarget& target);

    // A try to connect failed, or nobody answered on the connection: who asks has not to wait. And
    // the dongle has let us in again.
    void link_is_down();
    void link_returns() { link_is_down_ = false; }

    // What is not as it should be for some time: "forceCharge is not ended yet: ..."; or empty.
    std::string trouble() const;

    // Somebody else's answer says otherwise than what we proved in the last ten seconds: it is to
    // be asked again, not believed (ruling 16).
    bool contradicts_proved(const RegisterRange& range, std::span<const std::uint16_t> words) const;

    // Somebody's acknowledgement may be one of ours that comes late: it says that the frame
    // arrived, not that the value was taken (spec/wire-protocol.md §4.4).
    bool has_written(std::uint16_t index, std::uint16_t value) const {
        return io_.has_sent(index, value);
    }

    // Everybody who waits is answered: the program ends (ruling 19).
    void stop();

    const ControlKeeper& keeper() const { return keeper_; }

    Capabilities capabilities() const;

 private:
    struct Proved {
        std::uint16_t value;
        Instant at;
    };

    asio::awaitable<Result<void>> serve_all();
    asio::awaitable<Result<void>> look_at_doubts();
    asio::awaitable<Result<void>> advance();
    asio::awaitable<Result<void>> prepare_command();
    asio::awaitable<Result<void>> prepare_action();
    asio::awaitable<Result<bool>> read(std::vector<RegisterRange> blocks);
    asio::awaitable<Result<void>> work();
    asio::awaitable<Result<void>> keep();

    struct DueAction {
        ActionKind kind;
        ControlJob::Purpose purpose;
    };

    bool begin_next();
    SyncView sync_view() const;
    std::optional<Asked> own_command();
    std::optional<DueAction> due_action() const;

    ControlView view() const;
    Planned make_plan() const;
    std::vector<RegisterRange> unread_blocks(const WritePlan& plan) const;
    Instant fresh_since(const WritePlan& plan) const;
    std::vector<RegisterRange> blocks_before_planning() const;
    void accept(const WritePlan& plan);
    void accept_dry(const WritePlan& plan);
    void accept_action(const WritePlan& plan);
    void accept_cancel(ActionKind kind);
    void accept_writes(const WritePlan& plan);
    Instant right_at() const;
    bool shows_already(const LocalTime& wanted, Instant right_at) const;
    void act(const TimedAction& action);
    void remember_moved_slot();
    void nothing_to_do(std::span<const JudgedWrite> writes);
    void another_inverter();
    std::vector<JudgedWrite> changes_of(const WritePlan& plan) const;
    std::optional<std::string> over_budget(const WritePlan& plan);
    SequenceRules rules(Proof proof, bool puts_back) const;
    void start(ControlJob::Work work);

    void abandon();
    void kept(const Result<void>& result);
    void work_ended();
    void close_action();
    void put_back(ActionKind kind);
    void could_not_end(ActionKind kind);
    void close_begun(ActionKind kind);
    void close_extension(ActionKind kind);
    void set_running(const TimedAction& begun);
    void remove_action(ActionKind kind);
    void decide(Outcome outcome);
    void finish();
    void finish_given_up(const std::string& why, Reason reason);
    void end(const Asked& asked, const Outcome& outcome);
    void refuse_unsupported();
    void tell(const ControlJob& job);
    void tell_end_of_action(const ControlJob& job, const std::string& text);
    void remember_proved(const Outcome& outcome);
    void look_for_overrides(const RegisterRange& range);
    void expire();
    void expire_job();
    Refusal why_not_begun() const;
    std::optional<Instant> next_deadline() const;
    AuditEntry audit_entry(const ControlJob& job) const;

    // set once
    const ExecutorWorld world_;
    Clock& clock_;
    PlantImage& image_;

    // loop thread
    ControlKeeper keeper_;
    ControlIo io_;
    CommandQueue queue_;
    std::unique_ptr<ControlJob> job_;  // null most of the time, and large
    std::string not_believed_;  // why what was read last is not; empty: it is, or nothing came
    std::map<std::uint16_t, Proved> proved_;
    Doubts doubts_;
    DailySync sync_;
    std::vector<FaultLog> faults_;                    // of the ends of each kind of action
    std::array<std::string, action_kinds> troubles_;  // why each is not ended yet
    Signal changed_;
    bool is_serving_ = false;    // a coroutine works on job_
    std::string newcomer_;       // answers on this connection, and is not believed yet; empty: none
    bool has_inverter_ = false;  // it answers on this connection
    bool link_is_down_ = false;  // nobody will answer for some time
    bool is_stopped_ = false;    // nobody is served any more
};

}  // namespace giv
