namespace Platform.Tests;

/// <summary>How much is tried by tests that could go on for ever: schedules, random flows. <c>PLATFORM_TEST_EFFORT=20</c> tries twenty times as much.</summary>
internal static class Effort
{
    public static int Factor { get; } = int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_TEST_EFFORT"), out var factor) && factor > 0 ? factor : 1;

    public static int Of(int ordinary) => ordinary * Factor;
}
