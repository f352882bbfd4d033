"""Losses as curves, and fitted lines: against formulas, NumPy's fit and SciPy's minimiser."""

import numpy as np
import pytest
import scipy.optimize

from helpers.scoring import loss_curves

FORMULAS = {
    "mean_squared_error": lambda error: error**2,
    "mean_absolute_error": np.abs,
    "huber": lambda error: np.where(abs(error) < 1, error**2 / 2, abs(error) - 0.5),
    "log_cosh": lambda error: np.log(np.cosh(error)),
}
each_loss = pytest.mark.parametrize("name", FORMULAS)


@each_loss
def test_loss_and_gradient_are_those_of_the_formula(name):
    errors = np.linspace(-11, 4, 301) + 0.013  # never exactly 0, where MAE has no slope
    curve = loss_curves.loss_curve(name, errors)
    np.testing.assert_allclose(curve.values, FORMULAS[name](errors), rtol=1e-4, atol=1e-5)
    step = 1e-4
    slope = FORMULAS[name](errors + step) - FORMULAS[name](errors - step)
    np.testing.assert_allclose(curve.gradients, slope / (2 * step), atol=1e-4, rtol=1e-4)
    np.testing.assert_allclose(curve.gradients, loss_curves.GRADIENTS[name](errors), atol=1e-5)


@pytest.mark.parametrize("outlier", [0, 0.5, 6, 10])
@each_loss
def test_no_line_has_a_smaller_loss(name, outlier):
    x, y = loss_curves.points(outlier)

    def mean_loss(line):
        return FORMULAS[name](line[0] * x + line[1] - y).mean()

    line = loss_curves.fit_line(name, x, y)
    # Absolute error has edges, at which a method that follows slopes would stop.
    best = scipy.optimize.minimize(
        mean_loss, (line.slope, line.intercept), method="Nelder-Mead", tol=1e-9
    )
    assert mean_loss((line.slope, line.intercept)) <= best.fun + 1e-4
    anywhere = scipy.optimize.differential_evolution(mean_loss, [(-1, 3), (-3, 5)], rng=0)
    assert mean_loss((line.slope, line.intercept)) <= anywhere.fun + 1e-4


def test_squared_error_is_least_squares():
    x, y = loss_curves.points(6)
    line = loss_curves.fit_line("mean_squared_error", x, y)
    np.testing.assert_allclose((line.slope, line.intercept), np.polyfit(x, y, 1), rtol=1e-9)


def test_only_one_point_moves():
    (x, y), (same_x, moved) = loss_curves.points(0), loss_curves.points(4)
    np.testing.assert_array_equal(x, same_x)
    assert np.flatnonzero(moved - y).tolist() == [loss_curves.OUTLIER]
    assert moved[loss_curves.OUTLIER] - y[loss_curves.OUTLIER] == pytest.approx(4)


def test_every_curve_has_a_formula_here():
    assert set(loss_curves.LOSSES) == set(FORMULAS)
