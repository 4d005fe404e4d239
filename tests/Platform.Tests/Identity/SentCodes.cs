using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model.Effects;
using Platform.Model.Notifications;

namespace Platform.Tests.Identity;

/// <summary>Catches what would go out by SMS.</summary>
internal sealed class SentCodes : IEffectHandler<SendMessageEffect>
{
    private readonly List<SendMessageEffect> _sent = [];

    public int Count => _sent.Count;

    public string Last => JsonNode.Parse(_sent[^1].Data)!["code"]!.GetValue<string>();

    public string LastPhone => _sent[^1].Phone!;

    public void Use(WebApplicationBuilder builder) => builder.Services.Replace(ServiceDescriptor.Singleton<IEffectHandler<SendMessageEffect>>(this));

    public ValueTask ApplyAsync(SendMessageEffect effect, EffectScope scope, CancellationToken ct)
    {
        _sent.Add(effect);
        return ValueTask.CompletedTask;
    }
}
