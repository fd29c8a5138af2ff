#include "dashboard/dashboard.h"
