#include "config/command_line.hpp"

#include "config/process.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

namespace giv {

CommandLine parse_command_line(std::span<const char* const> arguments, const std::string& version) {
    using Action = CommandLine::Action;
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

    bool check = false;
    bool print = false;
    bool plan = false;
    bool health = false;
    bool discover = false;
    auto* actions = app.add_option_group("Instead of running");
    actions->add_flag("--check-config", check, "Say what is wrong with the settings and end");
    actions->add_flag("--print-config", print, "Print every setting and where it comes from");
    actions->add_flag(
        "--discovery-plan",
        plan,
        "Read the plants and the broker, say what would be announced to Home Assistant, adopted "
        "and cleared, and end; publishes and writes nothing"
    );
    actions->add_flag(
        "--health", health, "Say whether the daemon with these settings is alive and end: 0 or 1"
    );
    actions->add_flag(
        "--discover", discover, "List the dongles that are found in the network (DISCOVERY_NETS)"
    );
    actions
        ->add_option("--decode", asked.decode_file, "Print the document of a register dump and end")
        ->type_name("FILE");
    actions
        ->add_option(
            "--import-settings",
            asked.import_file,
            "Print a settings file made of GivTCP's: variables, a compose file or allsettings.json"
        )
        ->type_name("FILE");
    actions->require_option(0, 1);

    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::Success& success) {  // --help, --version
        asked.action = Action::say;
        asked.text = dynamic_cast<const CLI::CallForHelp*>(&success) != nullptr
                         ? app.help()
                         : std::string{success.what()};
        if (!asked.text.ends_with('\n')) asked.text += '\n';
        return asked;
    } catch (const CLI::Error& error) {
        asked.action = Action::say;
        asked.exit_code = 2;
        asked.text = "givtcpd: " + std::string{error.what()} + "\nTry --help.\n";
        return asked;
    }

    if (config_option->count() > 0) asked.config_file = config;
    if (check) asked.action = Action::check_config;
    if (print) asked.action = Action::print_config;
    if (discover) asked.action = Action::discover;
    if (plan) asked.action = Action::discovery_plan;
    if (health) asked.action = Action::health;
    if (!asked.decode_file.empty()) asked.action = Action::decode;
    if (!asked.import_file.empty()) asked.action = Action::import_settings;
    return asked;
}

}  // namespace giv
