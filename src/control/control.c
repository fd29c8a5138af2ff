#include "control/client.h"
