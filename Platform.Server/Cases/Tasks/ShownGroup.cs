using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Tasks;

/// <summary>The group a task names, as lists and pages show it.</summary>
/// <param name="IsEmpty">Nobody in it holds the task's role there, so everybody who holds the role may do it.</param>
internal sealed record ShownGroup(string Key, LocalizedText Name, bool IsEmpty);

internal static class ShownGroups
{
    /// <summary>Null for a task that names no group.</summary>
    public static async ValueTask<ShownGroup?> ShownAsync(this IGroups groups, string? key, string? authority, string? role, LocalityCode locality, CancellationToken ct) =>
        key is not null && authority is not null && role is not null && await groups.FindAsync(authority, key, role, locality, ct) is { } found ? new(key, found.Name, found.IsEmpty) : null;
}
