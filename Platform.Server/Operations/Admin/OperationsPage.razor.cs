using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;

namespace Platform.Server.Operations.Admin;

/// <summary>How the platform is, and what could not be delivered.</summary>
public sealed partial class OperationsPage
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Finding>? _findings;
    private IReadOnlyList<OutboxFigures> _figures = [];
    private List<KeepDeliveries.Letter> _letters = [];
    private IReadOnlyList<Problem> _problems = [];
    private string? _next;
    private string? _told;
    private bool _busy;

    [Inject]
    private Doctor Doctor { get; set; } = default!;

    [Inject]
    private KeepDeliveries Keep { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string Kind(Gravity gravity) => gravity switch
    {
        Gravity.Good => "good",
        Gravity.Warning => "warn",
        _ => "bad",
    };

    private async Task LoadAsync()
    {
        (_busy, _problems, _told) = (true, [], null);
        await ReadAsync();
        _busy = false;
    }

    private async Task ReadAsync()
    {
        var figures = await Keep.FiguresAsync(Current.Actor, _gone.Token);
        var page = await Keep.ListAsync(Current.Actor, null, _gone.Token);
        if (!figures.TryGet(out var lines) || !page.TryGet(out var letters))
        {
            (_problems, _findings) = ([.. figures.Problems, .. page.Problems], []);
            return;
        }

        (_figures, _letters, _next) = (lines, [.. letters.Items], letters.Next);
        _findings = await Doctor.ExamineAsync(_gone.Token);
    }

    private async Task MoreAsync()
    {
        if ((await Keep.ListAsync(Current.Actor, _next, _gone.Token)).TryGet(out var page))
        {
            _letters.AddRange(page.Items);
            _next = page.Next;
        }
    }

    private async Task RetryAsync(IReadOnlyList<KeepDeliveries.Letter> letters)
    {
        (_busy, _told) = (true, null);
        var problems = new List<Problem>();
        var retried = 0;
        foreach (var letter in letters)
        {
            var result = await Keep.RetryAsync(Current.Actor, letter.Target, letter.Position, _gone.Token);
            problems.AddRange(result.Problems);
            retried += result.Succeeded ? 1 : 0;
        }

        await ReadAsync();
        (_problems, _told, _busy) = (problems, retried > 0 ? T["operations.retried", retried].Value : null, false);
    }
}
