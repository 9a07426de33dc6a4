// What givtcpd was asked to do. The only file that knows the command line's library.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace giv {

struct CommandLine {
    enum class Action : std::uint8_t {
        run,              // the daemon
        check_config,     // say what is wrong with the settings, and end
        print_config,     // show every setting and where it comes from, and end
        discovery_plan,   // say what would become of the discovery at the broker, and end
        discover,         // list the dongles of the network, and end
        forget_inverter,  // let another inverter be found for a plant, and end
        health,           // say whether the daemon is alive, and end
        import_settings,  // make a settings file of GivTCP's settings, and end
        decode,           // print the document of a register dump, and end
        say,              // print `text` and end with `exit_code`: help, version, a mistake
    };

    Action action = Action::run;
    std::optional<std::string> config_file;
    std::string decode_file;
    std::string import_file;
    std::optional<int>
        plant;          // whose inverter is forgotten, counted from 1; nothing: the only one's
    std::string text;   // ends with a newline
    int exit_code = 0;  // 2 for a mistake, which belongs on stderr
};

// `arguments` without the program's name. Never throws.
CommandLine parse_command_line(std::span<const char* const> arguments, const std::string& version);

}  // namespace giv
