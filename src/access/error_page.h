#pragma once

#include <exception>

#include "access/visit.h"

namespace access {

// The calm page for what goes wrong outside a handler: 400, 404, 405, 413, 500, 503, 507 and the
// like. With the request's number, so that the log can be searched. Where nothing could be saved
// (503, 507) it holds what a signed-in user sent, to send again; whoever was about to sign in is
// told why that can't be (507). Reads no database and doesn't throw.
web::Response error_page(const Services& services, const web::Request& request, int status);

// 503 for a busy database, 507 for one that can't be written, otherwise 500: for web::Dispatcher.
int status_of_exception(const std::exception& exception);

}  // namespace access
