"""British National Grid to longitude and latitude.

Belongs here: the Ordnance Survey's published formulas ("A guide to coordinate systems in Great
Britain", annexes B and C): inverse Transverse Mercator on the Airy 1830 ellipsoid, then the
seven-parameter Helmert shift to WGS 84. Good to about 5 m, which invented places do not notice. Not
here: anything of real places, which DuckDB's spatial extension transforms.
"""

import numpy as np

from ingest.demo.draw import Floats

AIRY_A, AIRY_B = 6_377_563.396, 6_356_256.909
WGS84_A, WGS84_B = 6_378_137.0, 6_356_752.314245
SCALE = 0.9996012717
ORIGIN_LATITUDE, ORIGIN_LONGITUDE = np.radians(49.0), np.radians(-2.0)
ORIGIN_EASTING, ORIGIN_NORTHING = 400_000.0, -100_000.0
SHIFT_METRES = (446.448, -125.157, 542.060)
SHIFT_RADIANS = tuple(np.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
SHIFT_SCALE = 1 - 20.4894e-6
ITERATIONS = 8


def grid_to_lon_lat(easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude (WGS 84, degrees) of National Grid metres."""
    latitude, longitude = _inverse_mercator(easting, northing)
    latitude, longitude = _airy_to_wgs84(latitude, longitude)
    return np.degrees(longitude), np.degrees(latitude)


def _meridian_arc(latitude: Floats) -> Floats:
    """Distance along the central meridian from the origin (annex C, equation C3)."""
    n = (AIRY_A - AIRY_B) / (AIRY_A + AIRY_B)
    less, more = latitude - ORIGIN_LATITUDE, latitude + ORIGIN_LATITUDE
    return np.asarray(
        AIRY_B
        * SCALE
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
            + 1.875 * (n**2 + n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
    )


def _inverse_mercator(easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude on the Airy ellipsoid, in radians (annex C.2)."""
    rise = northing - ORIGIN_NORTHING
    latitude = ORIGIN_LATITUDE + rise / (AIRY_A * SCALE)
    for _ in range(ITERATIONS):
        latitude = latitude + (rise - _meridian_arc(latitude)) / (AIRY_A * SCALE)
    squashed = 1 - (1 - AIRY_B**2 / AIRY_A**2) * np.sin(latitude) ** 2
    nu = AIRY_A * SCALE / np.sqrt(squashed)
    rho = nu * (AIRY_B**2 / AIRY_A**2) / squashed
    eta2 = nu / rho - 1
    t2, secant, east = np.tan(latitude) ** 2, 1 / np.cos(latitude), (easting - ORIGIN_EASTING) / nu
    tan_by_rho = np.tan(latitude) * nu / rho
    north = latitude - tan_by_rho * (
        east**2 / 2
        - (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * east**4 / 24
        + (61 + 90 * t2 + 45 * t2**2) * east**6 / 720
    )
    across = secant * (
        east
        - (nu / rho + 2 * t2) * east**3 / 6
        + (5 + 28 * t2 + 24 * t2**2) * east**5 / 120
        - (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3) * east**7 / 5040
    )
    return north, ORIGIN_LONGITUDE + across


def _airy_to_wgs84(latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
    """The same point on the WGS 84 ellipsoid, by way of Cartesian metres (annex B)."""
    nu = AIRY_A / np.sqrt(1 - (1 - AIRY_B**2 / AIRY_A**2) * np.sin(latitude) ** 2)
    x = nu * np.cos(latitude) * np.cos(longitude)
    y = nu * np.cos(latitude) * np.sin(longitude)
    z = nu * (AIRY_B**2 / AIRY_A**2) * np.sin(latitude)
    (tx, ty, tz), (rx, ry, rz) = SHIFT_METRES, SHIFT_RADIANS
    moved_x = tx + SHIFT_SCALE * x - rz * y + ry * z
    moved_y = ty + rz * x + SHIFT_SCALE * y - rx * z
    moved_z = tz - ry * x + rx * y + SHIFT_SCALE * z
    return _latitude_on_wgs84(np.hypot(moved_x, moved_y), moved_z), np.arctan2(moved_y, moved_x)


def _latitude_on_wgs84(from_axis: Floats, z: Floats) -> Floats:
    squash = 1 - WGS84_B**2 / WGS84_A**2
    latitude = np.arctan2(z, from_axis * (1 - squash))
    for _ in range(ITERATIONS):
        nu = WGS84_A / np.sqrt(1 - squash * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + squash * nu * np.sin(latitude), from_axis)
    return np.asarray(latitude)
