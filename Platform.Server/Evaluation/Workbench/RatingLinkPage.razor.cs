using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation.Workbench;

/// <summary>Where the window opens a link with which the person in front of it rates the service just rendered. Says nothing about whether it has been rated.</summary>
public sealed partial class RatingLinkPage
{
    private string _number = "";
    private int _service;
    private string _channel = "hallTablet";
    private string _counter = "";
    private bool _busy;
    private IReadOnlyList<ServiceEvent>? _services;
    private OpenRatingLink.Answer? _opened;
    private IReadOnlyList<string> _problems = [];

    [Inject]
    private OpenRatingLink Links { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private async Task FindAsync()
    {
        (_opened, _problems) = (null, []);
        _services = await Links.ListAsync(Current.Actor, _number, CancellationToken.None);
        _service = _services is [.., var last] ? last.ServiceNumber : 0;
    }

    private async Task OpenAsync()
    {
        _busy = true;
        var opened = await Links.OpenAsync(Current.Actor, _services![0].ProjectNo, _service, new(_channel, _counter), new Uri(Navigation.BaseUri), CancellationToken.None);
        _busy = false;
        _opened = opened.Succeeded ? opened.Value : null;
        _problems = [.. opened.Problems.Select(p => Problems.Of(p, CultureInfo.CurrentUICulture))];
    }
}
