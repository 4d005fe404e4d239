using System.Globalization;
using Platform.Model.Identity;

namespace Platform.Server.Hosting.Shell;

/// <summary>An entry of the staff's menu, registered by the feature whose page it opens.</summary>
/// <param name="Path">Where it leads; also marks the entry while somebody is there or below.</param>
/// <param name="Text">Key of its name in the resource <paramref name="Texts"/>.</param>
/// <param name="Icon">Key of a drawing of the shared icons.</param>
/// <param name="Permission">Who sees it: holders of this permission anywhere; null for all staff.</param>
/// <param name="Order">Small first. Work below 100, figures 100–199, administration from 200.</param>
/// <param name="Keys">Two keys that open it, such as <c>g t</c>; null for none.</param>
internal sealed record StaffLink(string Path, Type Texts, string Text, string Icon, string? Permission, int Order, string? Keys = null)
{
    /// <summary>Administration stands under a heading of its own.</summary>
    public bool IsAdministration => Order >= 200;

    public bool IsFor(Actor actor) => actor.Kind == ActorKind.Staff && (Permission is null || actor.MayAnywhere(Permission));

    /// <summary>The entry for a path: the one whose own path is the longest that leads there.</summary>
    public static StaffLink? At(IEnumerable<StaffLink> links, string path) =>
        links.Where(l => path == l.Path || path.StartsWith(l.Path + "/", StringComparison.Ordinal)).MaxBy(l => l.Path.Length);

    /// <summary>The roles somebody holds, each once, in the words of the office.</summary>
    public static IReadOnlyList<string> RolesOf(Actor actor, ProblemTexts texts) =>
        [.. actor.Grants.Select(g => g.Role).Distinct(StringComparer.Ordinal).Select(r => RoleName(r, texts))];

    public static string RoleName(string role, ProblemTexts texts) => texts.Find("role." + role, CultureInfo.CurrentUICulture) ?? role;
}

/// <summary>How much waits behind an entry of the staff's menu.</summary>
internal interface IStaffBadge
{
    /// <summary>The <see cref="StaffLink.Path"/> it belongs to.</summary>
    string Path { get; }

    ValueTask<int> CountAsync(Actor actor, CancellationToken ct);
}

internal static class StaffLinkExtensions
{
    public static IServiceCollection AddStaffLink(this IServiceCollection services, StaffLink link) => services.AddSingleton(link);
}
