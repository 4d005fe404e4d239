using Platform.Model.Clocks;

namespace Platform.Tests.Clocks;

/// <summary>Short words for ledger lines.</summary>
internal static class Ledgers
{
    public static ClockEntry Start(ClockKind kind, DateOnly on, int limit, ClockUnit unit = ClockUnit.WorkingDay, string? key = null) =>
        Line(kind, ClockEntryType.Start, on, limit, unit, key: key);

    public static ClockEntry Pause(ClockKind kind, DateOnly on, DateOnly? told = null) => Line(kind, ClockEntryType.Pause, on, told: told);

    public static ClockEntry Resume(ClockKind kind, DateOnly on) => Line(kind, ClockEntryType.Resume, on);

    public static ClockEntry Extend(ClockKind kind, DateOnly on, int by) => Line(kind, ClockEntryType.Extend, on, by);

    public static ClockEntry Restart(ClockKind kind, DateOnly on, int? limit = null) => Line(kind, ClockEntryType.Restart, on, limit);

    public static ClockEntry Stop(ClockKind kind, DateOnly on) => Line(kind, ClockEntryType.Stop, on);

    private static ClockEntry Line(ClockKind kind, ClockEntryType type, DateOnly on, int? limit = null, ClockUnit? unit = null, DateOnly? told = null, string? key = null) =>
        new(0, kind, type, on, ChinaTime.StartOfDay(on).AddHours(9), limit, unit, "test", null, null, "officer", told, key);
}
