#include "view/box.h"
#include "view/fact_ring.h"
#include "view/view_json.h"
