#include "access/local_day.h"

#include "web/language.h"

namespace access {

base::Date local_day(base::Instant instant) {
    return web::to_local(instant).date;
}

}  // namespace access
