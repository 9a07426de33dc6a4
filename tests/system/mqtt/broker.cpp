#include "system/mqtt/broker.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace giv::mqtt::test {
namespace {

using namespace std::chrono_literals;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool listens(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto address = loopback(port);
    const bool there =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return there;
}

// The exit code.
int run_program(const std::vector<std::string>& arguments) {
    const auto process = start_program(arguments);
    int status = -1;
    if (process != 0) ::waitpid(process, &status, 0);
    return status;
}

}  // namespace

std::string find_program(const std::string& program) {
    for (const std::string folder :
         {"/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"})
        if (::access((folder + program).c_str(), X_OK) == 0) return folder + program;
    return {};
}

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

pid_t start_program(const std::vector<std::string>& arguments) {
    std::vector<std::string> copies = arguments;
    std::vector<char*> argv;
    for (auto& copy : copies)
        argv.push_back(copy.data());
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (const int output : {STDOUT_FILENO, STDERR_FILENO})
        ::posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
    pid_t process = 0;
    const int failed = ::posix_spawn(&process, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    return failed == 0 ? process : 0;
}

void stop_program(pid_t process, int signal) {
    if (process == 0) return;
    ::kill(process, signal);
    int status = 0;
    ::waitpid(process, &status, 0);
}

TemporaryFolder::TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "givtcp-mqtt-").string();
    pattern.append(6, 'X');
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
    path_ = pattern;
    std::filesystem::permissions(path_, std::filesystem::perms{0755});
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::string& name, const std::string& content) const {
    std::ofstream{file(name)} << content;
}

Broker::Broker(std::string settings) : settings_{std::move(settings)}, port_{free_port()} {
    start();
}

Broker::~Broker() { kill(); }

void Broker::start() {
    folder_.write(
        "mosquitto.conf", "listener " + std::to_string(port_) + " 127.0.0.1\n" + settings_
    );
    process_ = start_program({find_program("mosquitto"), "-c", folder_.file("mosquitto.conf")});
    for (int turn = 0; turn < 200 && !listens(port_); ++turn)
        std::this_thread::sleep_for(25ms);
    if (!listens(port_)) throw std::runtime_error{"mosquitto does not listen"};
}

void Broker::kill() { stop_program(std::exchange(process_, 0), SIGKILL); }

Certificates::Certificates(const std::string& broker_name) {
    const auto openssl = find_program("openssl");
    if (openssl.empty()) return;

    const auto sign = [&](const std::string& who, const std::string& extension) {
        folder.write(who + ".ext", extension);
        const auto key = folder.file(who + ".key");
        const auto request = folder.file(who + ".csr");
        return run_program(
                   {openssl,
                    "req",
                    "-new",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-subj",
                    "/CN=" + who,
                    "-keyout",
                    key,
                    "-out",
                    request}
               ) == 0 &&
               run_program(
                   {openssl,
                    "x509",
                    "-req",
                    "-in",
                    request,
                    "-CA",
                    authority,
                    "-CAkey",
                    folder.file("ca.key"),
                    "-CAcreateserial",
                    "-days",
                    "2",
                    "-extfile",
                    folder.file(who + ".ext"),
                    "-out",
                    folder.file(who + ".pem")}
               ) == 0;
    };
    made = run_program(
               {openssl,
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=authority",
                "-keyout",
                folder.file("ca.key"),
                "-out",
                authority}
           ) == 0 &&
           sign("broker", "subjectAltName=" + broker_name) &&
           sign("client", "extendedKeyUsage=clientAuth");
    std::error_code ignored;
    std::filesystem::permissions(broker_key, std::filesystem::perms{0644}, ignored);
}

}  // namespace giv::mqtt::test
