// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/shape.h"

namespace fairlead::catalog {

/// `webhooks` of a provider file: how a delivery proves where it comes from. It outlives everything.
const Shape& webhook_shape();

}  // namespace fairlead::catalog
