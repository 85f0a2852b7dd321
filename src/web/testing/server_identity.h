#pragma once

#include <filesystem>
#include <string>

#include "web/server.h"

namespace web::testing {

// A key and a certificate for localhost that it has signed itself, in files that go when it goes.
class ServerIdentity {
  public:
    ServerIdentity();  // throws std::runtime_error when the files can't be written
    ~ServerIdentity();
    ServerIdentity(const ServerIdentity&) = delete;
    ServerIdentity& operator=(const ServerIdentity&) = delete;

    std::string certificate_file() const { return (folder_ / "certificate.pem").string(); }
    std::string key_file() const { return (folder_ / "key.pem").string(); }
    ServerOptions options() const;  // RunningServer's, with these files

  private:
    std::filesystem::path folder_;
};

}  // namespace web::testing
