// Any text as the settings file, and as every environment variable: a list of mistakes or
// settings, never a crash.
#include "config/load.hpp"
#include "config/show.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace giv;
    const std::string text{data, data + size};
    const World world{
        .read_file = [](const std::string&) -> Result<std::string> {
            return fail(Errc::unsupported, "no files here");
        },
        .has_zone = [](const std::string& name) { return name == "Europe/London"; },
        .zone_names = [] { return std::vector<std::string>{"Europe/London"}; }};

    const auto from_file = load({{"INVERTOR_IP", "10.0.0.7"}}, ConfigFile{"fuzz", text}, world);
    print_config(from_file);
    print_remarks(from_file);

    Environment environment{{text, "1"}};
    for (const auto& option : options()) {
        for (const auto name : option.names)
            environment[std::string{name}] = text;
    }
    const auto from_environment = load(environment, {}, world);
    print_config(from_environment);
    print_remarks(from_environment);
    return 0;
}
