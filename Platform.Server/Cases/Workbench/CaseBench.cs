using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Workbench;

/// <summary>
/// The state of one open case page: what the person sees, and everything they do with it. Every command carries the version they see; when somebody else
/// was faster it is refused, the page shows what changed, and nothing typed is lost (C11). For one circuit, not thread-safe.
/// </summary>
internal sealed class CaseBench(CaseSheets sheets, CaseReader cases, ICurrentActor current)
{
    /// <summary>Null before <see cref="OpenAsync"/> and when there is no such case for the person.</summary>
    public CaseSheet? Sheet { get; private set; }

    /// <summary>What others did since the person last looked; null when nothing.</summary>
    public CaseNews? News { get; private set; }

    /// <summary>Others have changed the case and the page does not show it yet.</summary>
    public bool IsBehind { get; private set; }

    public Actor Actor => current.Actor;

    public event Action? Changed;

    public async Task<CaseSheet?> OpenAsync(string number, CancellationToken ct)
    {
        Sheet = await sheets.ReadAsync(Actor, number, ct);
        (News, IsBehind) = (null, false);
        Changed?.Invoke();
        return Sheet;
    }

    /// <summary>Carries out a command made for the version the person sees. Empty when it was done.</summary>
    public async Task<IReadOnlyList<Problem>> SendAsync(Func<CaseFile, Task<Result<CaseAnswer>>> command, CancellationToken ct)
    {
        var seen = Sheet ?? throw new InvalidOperationException("No case is open.");
        var answer = await command(seen.File);
        if (answer.Succeeded)
        {
            await ReloadAsync(seen, ct);
            (News, IsBehind) = (null, false);
        }
        else if (answer.Problems.Any(p => p.Kind == ProblemKind.Stale))
        {
            await ShowNewsAsync(ct);
        }

        Changed?.Invoke();
        return answer.Problems;
    }

    public Task<IReadOnlyList<Problem>> SendAsync(Func<CaseFile, CaseCommand> command, CancellationToken ct) =>
        SendAsync(file => cases.SendAsync(file.Id, command(file) with { IfVersion = file.Version }), ct);

    /// <summary>Looks whether others have changed the case.</summary>
    public async Task<bool> LookAsync()
    {
        if (Sheet is { } seen && !IsBehind && await cases.ReadAsync(seen.File.Id) is { } now && now.Version > seen.File.Version)
        {
            IsBehind = true;
            Changed?.Invoke();
        }

        return IsBehind;
    }

    /// <summary>Shows the present state and what changed.</summary>
    public async Task ShowNewsAsync(CancellationToken ct)
    {
        if (Sheet is { } seen && await ReloadAsync(seen, ct) is { } now)
        {
            News = CaseNews.Between(seen, now)?.After(News) ?? News;
            IsBehind = false;
        }

        Changed?.Invoke();
    }

    /// <summary>Hides the personal data again when their time is over.</summary>
    public void MaskAfter(DateTimeOffset now)
    {
        if (Sheet is { UnmaskedUntil: { } until } open && until <= now)
        {
            Sheet = open with { UnmaskedUntil = null };
            Changed?.Invoke();
        }
    }

    /// <summary>The person has read what changed.</summary>
    public void Noted()
    {
        News = null;
        Changed?.Invoke();
    }

    private async Task<CaseSheet?> ReloadAsync(CaseSheet seen, CancellationToken ct) => Sheet = await sheets.ReadAsync(Actor, seen.File.Number, ct);
}
