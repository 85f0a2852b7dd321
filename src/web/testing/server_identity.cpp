#include "web/testing/server_identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "web/testing/running_server.h"

namespace web::testing {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

constexpr long seconds_before = -60;
constexpr long seconds_after = 3600;

std::filesystem::path new_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "identity-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for an identity");
    return name;
}

Certificate self_signed(EVP_PKEY* key) {
    Certificate certificate(X509_new(), &X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), seconds_before);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds_after);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

File new_file(const std::string& path) {
    File file(std::fopen(path.c_str(), "w"), &std::fclose);
    if (!file) throw std::runtime_error("can't write " + path);
    return file;
}

}  // namespace

ServerIdentity::ServerIdentity() : folder_(new_folder()) {
    const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const Certificate certificate = self_signed(key.get());
    PEM_write_X509(new_file(certificate_file()).get(), certificate.get());
    PEM_write_PrivateKey(new_file(key_file()).get(), key.get(), nullptr, nullptr, 0, nullptr,
                         nullptr);
}

ServerIdentity::~ServerIdentity() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

ServerOptions ServerIdentity::options() const {
    ServerOptions chosen = RunningServer::options();
    chosen.certificate_file = certificate_file();
    chosen.private_key_file = key_file();
    return chosen;
}

}  // namespace web::testing
