#include "store/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace giv::store {
namespace {

constexpr const char* no_file = "points for InfluxDB could not be saved, and wait in memory: ";

Result<std::pair<std::uint64_t, std::uint64_t>> lines_up_to(
    Database& database, std::int64_t number
) {
    auto statement =
        database.prepare("SELECT count(*), coalesce(sum(size), 0) FROM outbox WHERE number <= ?");
    if (!statement) return tl::unexpected(statement.error());
    statement->bind(1, number);
    if (const auto row = statement->step(); !row) return tl::unexpected(row.error());
    return std::pair{
        static_cast<std::uint64_t>(statement->number(0)),
        static_cast<std::uint64_t>(statement->number(1))};
}

Result<void> delete_up_to(Database& database, std::int64_t number) {
    auto statement = database.prepare("DELETE FROM outbox WHERE number <= ?");
    if (!statement) return tl::unexpected(statement.error());
    return statement->bind(1, number).run();
}

Result<void> insert(Database& database, const OutboxLine& line) {
    auto statement = database.prepare("INSERT INTO outbox (number, size, line) VALUES (?, ?, ?)");
    if (!statement) return tl::unexpected(statement.error());
    const auto size = static_cast<std::int64_t>(line.text.size());
    return statement->bind(1, line.number).bind(2, size).bind(3, line.text).run();
}

}  // namespace

Outbox::Outbox(Database& database, std::uint64_t most_bytes, Log log)
    : database_(database), most_bytes_(most_bytes), log_(std::move(log)) {}

Result<void> Outbox::load() {
    auto statement = database_.prepare(
        "SELECT lines, bytes, dropped, refused, (SELECT max(number) FROM outbox) FROM "
        "outbox_figures"
    );
    if (!statement) return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return fail(Errc::malformed, "the outbox has no figures");
    file_.lines = static_cast<std::uint64_t>(statement->number(0));
    file_.bytes = static_cast<std::uint64_t>(statement->number(1));
    dropped_ = static_cast<std::uint64_t>(statement->number(2));
    refused_ = static_cast<std::uint64_t>(statement->number(3));
    file_.last = statement->number(4);
    next_number_ = file_.last + 1;
    return {};
}

// ---- what comes and goes ------------------------------------------------------------------

void Outbox::append(std::vector<std::string> lines, std::uint64_t lost, TimePoint now) {
    dropped_ += lost;
    if (lost > 0 && !changed_at_) changed_at_ = now;
    for (auto& text : lines) {
        fresh_bytes_ += text.size();
        fresh_.push_back({{next_number_++, std::move(text)}, now});
    }
    while (fresh_bytes_ > std::min(most_bytes_, most_in_memory) && fresh_.size() > 1) {
        drop_first_in_memory();
        if (!changed_at_) changed_at_ = now;
    }
}

void Outbox::drop_first_in_memory() {
    count_dropped(fresh_.front().line.number);
    fresh_bytes_ -= fresh_.front().line.text.size();
    fresh_.pop_front();
}

void Outbox::count_dropped(std::int64_t number) {
    if (number >= first_on_its_way_ && number <= last_on_its_way_) {
        unsettled_.push_back(number);
    } else {
        ++dropped_;
    }
}

void Outbox::remove(const OutboxBatch& batch, std::uint64_t refused, TimePoint now) {
    if (batch.lines.empty()) return;
    for (const auto& [number, text] : batch.lines) {
        if (std::erase(unsettled_, number) > 0 || number > file_.last) continue;
        ++removed_lines_;
        removed_bytes_ += text.size();
    }
    settle();
    refused_ += refused;
    const bool is_in_file = batch.lines.front().number <= file_.last;
    if ((is_in_file || refused > 0) && !changed_at_) changed_at_ = now;
    removed_up_to_ = std::max(removed_up_to_, batch.lines.back().number);
    while (!fresh_.empty() && fresh_.front().line.number <= removed_up_to_) {
        fresh_bytes_ -= fresh_.front().line.text.size();
        fresh_.pop_front();
    }
}

void Outbox::settle() {
    dropped_ += unsettled_.size();
    unsettled_.clear();
    last_on_its_way_ = -1;
}

OutboxState Outbox::state() const {
    const auto lines = file_.lines - std::min(file_.lines, removed_lines_);
    const auto bytes = file_.bytes - std::min(file_.bytes, removed_bytes_);
    return {lines + fresh_.size(), bytes + fresh_bytes_, dropped_, refused_};
}

// ---- reading ------------------------------------------------------------------------------

namespace {

// Whether one more line has its place; the first always has.
bool has_place(const OutboxBatch& batch, std::size_t bytes, const OutboxWanted& wanted) {
    return batch.lines.empty() || (batch.lines.size() < wanted.lines && bytes <= wanted.bytes);
}

}  // namespace

// remove() takes away all before what was read: never a line out of turn.
OutboxBatch Outbox::read(const OutboxWanted& wanted) {
    settle();
    Reading reading;
    if (file_.lines > removed_lines_) {
        const auto read = read_file(wanted, reading);
        if (!read && !unreadable_) {
            log_(LogLevel::error, "points for InfluxDB can't be read: " + read.error().detail);
        }
        unreadable_ = !read;
        if (!read) return {};
    }
    for (const auto& [line, since] : fresh_) {
        if (reading.is_full) break;
        if (line.number > wanted.after) reading.take(line, wanted);
    }
    if (!reading.batch.lines.empty()) {
        first_on_its_way_ = reading.batch.lines.front().number;
        last_on_its_way_ = reading.batch.lines.back().number;
    }
    return std::move(reading.batch);
}

void Outbox::Reading::take(OutboxLine line, const OutboxWanted& wanted) {
    bytes += line.text.size();
    is_full = !has_place(batch, bytes, wanted);
    if (!is_full) batch.lines.push_back(std::move(line));
}

Result<void> Outbox::read_file(const OutboxWanted& wanted, Reading& reading) {
    auto statement =
        database_.prepare("SELECT number, line FROM outbox WHERE number > ? ORDER BY number");
    if (!statement) return tl::unexpected(statement.error());
    statement->bind(1, std::max(wanted.after, removed_up_to_));
    while (!reading.is_full) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) break;
        reading.take({statement->number(0), statement->text(1)}, wanted);
    }
    return {};
}

// ---- writing ------------------------------------------------------------------------------

bool Outbox::has_work() const { return !fresh_.empty() || changed_at_.has_value(); }

std::optional<Outbox::TimePoint> Outbox::due() const {
    if (!has_work()) return std::nullopt;
    auto due = TimePoint::max();
    if (!fresh_.empty()) due = fresh_.front().since + in_memory;
    if (changed_at_) due = std::min(due, *changed_at_ + removed_within);
    return std::max(due, not_before_);
}

void Outbox::commit(TimePoint now) {
    if (!has_work()) return;
    Written written;
    const auto done = database_.transaction([&]() -> Result<void> {
        auto made = write();
        if (!made) return tl::unexpected(made.error());
        written = *made;
        return {};
    });
    if (done) {
        if (failing_) log_(LogLevel::info, "points for InfluxDB are saved again");
        is_written(written);
    } else if (!failing_) {
        log_(LogLevel::error, no_file + done.error().detail);
    }
    failing_ = !done;
    not_before_ = now + (done ? between_writes : after_failure);
}

Result<Outbox::Written> Outbox::write() {
    auto written = file_;
    written.dropped.clear();
    auto done = write_lines(written);
    if (done) done = make_room(written);
    if (done) done = write_figures(written);
    if (!done) return tl::unexpected(done.error());
    return written;
}

Result<void> Outbox::write_lines(Written& written) {
    if (file_.lines > 0) {
        const auto removed = lines_up_to(database_, removed_up_to_);
        if (!removed) return tl::unexpected(removed.error());
        written.lines -= std::min(written.lines, removed->first);
        written.bytes -= std::min(written.bytes, removed->second);
        if (auto done = delete_up_to(database_, removed_up_to_); !done) return done;
    }
    for (const auto& [line, since] : fresh_) {
        if (auto done = insert(database_, line); !done) return done;
        ++written.lines;
        written.bytes += line.text.size();
        written.last = line.number;
    }
    return {};
}

// Beyond the bound the oldest go.
Result<void> Outbox::make_room(Written& written) {
    if (written.bytes <= most_bytes_) return {};
    auto statement = database_.prepare("SELECT number, size FROM outbox ORDER BY number");
    if (!statement) return tl::unexpected(statement.error());
    while (written.bytes > most_bytes_) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) break;
        written.dropped.push_back(statement->number(0));
        written.bytes -= std::min(written.bytes, static_cast<std::uint64_t>(statement->number(1)));
        --written.lines;
    }
    return written.dropped.empty() ? Result<void>{}
                                   : delete_up_to(database_, written.dropped.back());
}

Result<void> Outbox::write_figures(const Written& written) {
    auto statement =
        database_.prepare("UPDATE outbox_figures SET lines = ?, bytes = ?, dropped = ?, refused = ?"
        );
    if (!statement) return tl::unexpected(statement.error());
    const auto dropped = dropped_ + unsettled_.size() + written.dropped.size();
    return statement->bind(1, static_cast<std::int64_t>(written.lines))
        .bind(2, static_cast<std::int64_t>(written.bytes))
        .bind(3, static_cast<std::int64_t>(dropped))
        .bind(4, static_cast<std::int64_t>(refused_))
        .run();
}

void Outbox::is_written(const Written& written) {
    if (!written.dropped.empty()) {
        log_(
            LogLevel::debug,
            std::to_string(written.dropped.size()) + " of the oldest points for InfluxDB made room"
        );
    }
    file_ = written;
    for (const auto number : written.dropped)
        count_dropped(number);
    fresh_.clear();
    fresh_bytes_ = 0;
    removed_lines_ = 0;
    removed_bytes_ = 0;
    changed_at_.reset();
}

}  // namespace giv::store
