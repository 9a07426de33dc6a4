// A mosquitto of the test's own, on a free port of loopback; and certificates made for it.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace giv::mqtt::test {

// Where `program` is, or empty.
std::string find_program(const std::string& program);

// A port that was free a moment ago.
std::uint16_t free_port();

// Starts a program with its output thrown away; its process id, 0 if that failed.
pid_t start_program(const std::vector<std::string>& arguments);

// Waits for the process too.
void stop_program(pid_t process, int signal);

// A folder that goes with the object.
class TemporaryFolder {
 public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string file(const std::string& name) const { return path_ + '/' + name; }
    void write(const std::string& name, const std::string& content) const;

 private:
    std::string path_;
};

// A running broker. `settings` are lines of mosquitto.conf beside the plain listener at `port`,
// which watches what the broker says; they may name a second listener.
class Broker {
 public:
    explicit Broker(std::string settings = "allow_anonymous true\n");
    ~Broker();
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    std::uint16_t port() const { return port_; }
    pid_t process() const { return process_; }

    void start();  // returns when it listens
    void kill();   // without a chance to say anything

 private:
    TemporaryFolder folder_;
    std::string settings_;
    std::uint16_t port_;
    pid_t process_ = 0;
};

// An authority with a certificate for a broker called `broker_name` and one for a client.
struct Certificates {
    explicit Certificates(const std::string& broker_name);

    TemporaryFolder folder;
    std::string authority = folder.file("ca.pem");
    std::string broker = folder.file("broker.pem");
    std::string broker_key = folder.file("broker.key");
    std::string client = folder.file("client.pem");
    std::string client_key = folder.file("client.key");
    bool made = false;
};

}  // namespace giv::mqtt::test
