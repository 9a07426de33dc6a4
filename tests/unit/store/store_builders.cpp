#include "store_builders.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace giv::testing {

TemporaryFolder::TemporaryFolder()
    : path_((std::filesystem::temp_directory_path() / "givtcp_").string() + std::string(6, 'X')) {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code left_behind;
    std::filesystem::remove_all(path_, left_behind);
}

KeptControl a_control(std::uint16_t minutes) {
    TimedAction action;
    action.kind = ActionKind::force_charge;
    action.stage = TimedAction::Stage::running;
    action.duration = std::chrono::minutes{minutes};
    action.began = {2026, 11, 26, 10, 0, 0};
    action.ends = {2026, 11, 26, 12, 0, 0};
    action.restore = {{94, 30, 1000, {}}, {95, 430, 1200, {1130}}};
    KeptControl control;
    control.saved_reserve = 10;
    control.actions.push_back(action);
    control.writes.restore(20'783, {{94, {1000, 2}}, {95, {7, 0}}});
    return control;
}

AuditEntry an_audit(const std::string& command) {
    using namespace std::chrono_literals;
    AuditEntry entry;
    entry.at = std::chrono::system_clock::time_point{1'780'000'000'250ms};
    entry.serial = "SA2114G047";
    entry.source = "REST 192.0.2.1";
    entry.command = command;
    entry.outcome = "verified";
    entry.detail = "HR116=80";
    entry.wrote = true;
    return entry;
}

AuditEntry a_refusal(const std::string& command) {
    auto entry = an_audit(command);
    entry.outcome = "refused: busy";
    entry.detail = "no place";
    entry.wrote = false;
    return entry;
}

std::int64_t number_in(store::Database& database, std::string_view sql) {
    auto statement = database.prepare(sql).value();
    return statement.step().value() ? statement.number(0) : -1;
}

std::string text_in(store::Database& database, std::string_view sql) {
    auto statement = database.prepare(sql).value();
    return statement.step().value() ? statement.text(0) : "(none)";
}

}  // namespace giv::testing
