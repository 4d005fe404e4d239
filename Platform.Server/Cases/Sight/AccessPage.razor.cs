using Microsoft.AspNetCore.Components;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Sight;

/// <summary>An administrator asks why somebody may or may not see a case.</summary>
public sealed partial class AccessPage
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Locality> _places = [];
    private IReadOnlyList<string> _problems = [];
    private ExplainSight.Explanation? _found;
    private string _user = "";
    private string _number = "";

    [Inject]
    private ExplainSight Explain { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync() => _places = await Localities.ListAsync(LocalityScope.System, _gone.Token);

    private async Task AskAsync()
    {
        // A circuit outlives a sign-out: the page asks for the permission as the route does.
        var answer = Current.Actor.MayAnywhere(Permissions.AccessExplain) ? await Explain.HandleAsync(Current.Actor, _number.Trim(), _user, _gone.Token) : Model.Problem.Forbidden("access.forbidden");
        _found = answer.Succeeded ? answer.Value : null;
        _problems = [.. answer.Problems.Select(p => Texts.Say(p))];
    }

    private string PlaceName(LocalityCode code) => _places.FirstOrDefault(l => l.Code == code)?.Name.ToString() ?? code.Value;

    private string GrantWords(Grant grant) => T["sight.grant.words", Hosting.Shell.StaffLink.RoleName(grant.Role, Texts), PlaceName(grant.Locality), grant.Authority ?? T["sight.grant.all"].Value];
}
