#include "config/command_line.hpp"

#include "config/process.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace giv {
namespace {

using Action = CommandLine::Action;

// What can be done instead of running; one of them at most.
struct Flag {
    const char* name;
    Action action;
    const char* meaning;
};

constexpr auto flags = std::to_array<Flag>({
    {"--check-config", Action::check_config, "Say what is wrong with the settings and end"},
    {"--print-config", Action::print_config, "Print every setting and where it comes from"},
    {"--discovery-plan",
     Action::discovery_plan,
     "Read the plants and the broker, say what would be announced to Home Assistant, adopted and "
     "cleared, and end; publishes and writes nothing"},
    {"--health",
     Action::health,
     "Say whether the daemon with these settings is alive and end: 0 or 1"},
    {"--discover",
     Action::discover,
     "List the dongles that are found in the network (DISCOVERY_NETS)"},
});

// The same of a file.
struct OfFile {
    const char* name;
    Action action;
    std::string CommandLine::*file;
    const char* meaning;
};

constexpr auto of_files = std::to_array<OfFile>({
    {"--decode",
     Action::decode,
     &CommandLine::decode_file,
     "Print the document of a register dump and end"},
    {"--import-settings",
     Action::import_settings,
     &CommandLine::import_file,
     "Print a settings file made of GivTCP's: variables, a compose file or allsettings.json"},
});

// "2", or nothing.
std::string is_no_plant(const std::string& text) {
    const bool is_number =
        text.size() <= 4 && text.find_first_not_of("0123456789") == std::string::npos;
    const bool is_plant = text.empty() || (is_number && std::stoi(text) >= 1);
    return is_plant ? "" : "\"" + text + "\" is no number of a plant, such as 2";
}

// What the library says in place of arguments: help and version, or a mistake.
CommandLine said(std::string text, int exit_code) {
    CommandLine asked;
    asked.action = Action::say;
    asked.exit_code = exit_code;
    asked.text = std::move(text);
    if (!asked.text.ends_with('\n')) asked.text += '\n';
    return asked;
}

}  // namespace

CommandLine parse_command_line(std::span<const char* const> arguments, const std::string& version) {
    CommandLine asked;
    CLI::App app{
        "Reads GivEnergy inverters on the local network and serves them by MQTT and REST."};
    app.name("givtcpd");
    app.footer("Settings come from the environment (INVERTOR_IP=...), then from the file.");
    app.set_version_flag("--version", "givtcpd " + version, "Print the version and end");

    std::string config;
    auto* config_option = app.add_option(
        "--config",
        config,
        std::string{"Settings file; else "} + default_config_path + " if it is there"
    );
    config_option->type_name("FILE");

    std::array<bool, flags.size()> wanted{};
    auto* actions = app.add_option_group("Instead of running");
    for (std::size_t i = 0; i < flags.size(); ++i)
        actions->add_flag(flags.at(i).name, wanted.at(i), flags.at(i).meaning);
    for (const auto& row : of_files)
        actions->add_option(row.name, asked.*row.file, row.meaning)->type_name("FILE");
    int plant = 0;
    auto* forget = actions->add_option(
        "--forget-inverter",
        plant,
        "Forget which inverter was found for plant N (INVERTOR_IP_N is empty): the next start "
        "takes "
        "the first that it finds"
    );
    forget->expected(0, 1)->type_name("[N]")->check(CLI::Validator{is_no_plant, ""});
    actions->require_option(0, 1);

    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::Success& success) {  // --help, --version
        const bool is_help = dynamic_cast<const CLI::CallForHelp*>(&success) != nullptr;
        return said(is_help ? app.help() : std::string{success.what()}, 0);
    } catch (const CLI::Error& error) {
        return said("givtcpd: " + std::string{error.what()} + "\nTry --help.\n", 2);
    }

    if (config_option->count() > 0) asked.config_file = config;
    for (std::size_t i = 0; i < flags.size(); ++i)
        if (wanted.at(i)) asked.action = flags.at(i).action;
    for (const auto& row : of_files)
        if (!(asked.*row.file).empty()) asked.action = row.action;
    if (forget->count() > 0) asked.action = Action::forget_inverter;
    if (plant > 0) asked.plant = plant;
    return asked;
}

}  // namespace giv
