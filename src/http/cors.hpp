// Which pages of other origins may read here, and how an answer says so (spec/clients.md §6.2 L9).
// Pure and constant: any thread. No page of another origin may write; that is the fence's.
#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace giv::http {

class Cors {
 public:
    Cors() = default;  // pages of any origin may read

    // As HttpSettings::cors, which the config room has checked.
    explicit Cors(const std::vector<std::string>& words);

    // What an answer has to hold for a page of this origin to read it; empty if nothing.
    std::vector<HeaderField> permission(std::string_view origin) const;

    // Whether a page may read wherever it comes from.
    bool lets_all_read() const { return any_; }

    // The answer to OPTIONS, whatever the path.
    Response preflight(const Request& request) const;

    // Lets pages read this answer, if it is one to GET or HEAD.
    void let_pages_read(const Request& request, Response& response) const;

 private:
    bool lets_read(std::string_view origin) const;

    bool any_ = true;
    std::vector<std::string> origins_;  // as browsers write them; if `any_` is false
};

}  // namespace giv::http
